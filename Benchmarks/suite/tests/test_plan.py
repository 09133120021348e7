import unittest

from suite import bodies, load, options, stage
from suite.contenders import CONTENDERS_BY_KEY
from suite.processes import Failed
from suite.scenarios import SCENARIOS, WITHIN


class PlanTests(unittest.TestCase):
    def test_scenarios_name_contenders_and_answers_that_there_are(self):
        for scenario in SCENARIOS:
            with self.subTest(scenario.name):
                self.assertLessEqual({*scenario.contenders, scenario.reference}, set(CONTENDERS_BY_KEY))
                self.assertIn(scenario.reference, scenario.contenders)
                for key in scenario.contenders:
                    self.assertTrue(bodies.answer_to(scenario.path_for(key)))
                self.assertEqual("floor-curl" in scenario.contenders, bool(scenario.calls))

    def test_names_are_used_once(self):
        names = [scenario.name for scenario in SCENARIOS]
        self.assertEqual(len(names), len(set(names)))
        self.assertLessEqual({name for pair in WITHIN for name in pair}, set(names))

    def test_answers_have_the_sizes_that_they_are_named_for(self):
        for path, kilobytes in {"profile-2": 2, "profile-20": 20, "profile-200": 200}.items():
            size = len(bodies.compact(bodies.ANSWERS[path])) / 1000
            self.assertAlmostEqual(size, kilobytes, delta=kilobytes * 0.03)

    def test_items_have_nine_members(self):
        self.assertEqual({len(item) for item in bodies.FILES["items"]["items"]}, {9})

    def test_a_quick_run_is_short_unless_told_otherwise(self):
        self.assertEqual((options.parse([]).rounds, options.parse([]).seconds), (5, 3))
        quick = options.parse(["--quick", "--scenarios", "2kB,chain", "--rounds", "3"])
        self.assertEqual((quick.rounds, quick.seconds, quick.scenarios), (3, 1, ["2kB", "chain"]))

    def test_accepted_connections_are_the_first_number_of_the_third_line(self):
        status = "Active connections: 1 \nserver accepts handled requests\n 16 15 31 \nReading: 0 Writing: 1 Waiting: 0 \n"
        self.assertEqual(stage.parse_accepted(status), 16)

    def test_h2load_is_read_with_its_failures_and_latencies(self):
        summary = """Application protocol: h2

finished in 3.01s, 300.33 req/s, 1.00MB/s
requests: 910 total, 910 started, 905 done, 900 succeeded, 5 failed, 2 errored, 1 timeout
"""
        log = "".join(f"1700000000000000\t200\t{time}\n" for time in range(1, 1001)) + "1700000000000000\t503\t9\n17\t20"
        seen = load.parse_h2load(summary, log)
        self.assertEqual((seen["requests"], seen["failures"], seen["seconds"]), (900, 8, 3.01))
        self.assertEqual((seen["p50"], seen["p99"]), (500.0, 990.0))

    def test_h2load_that_did_not_speak_http2_is_no_measurement(self):
        with self.assertRaises(Failed):
            load.parse_h2load("Application protocol: http/1.1\nfinished in 3s, 1 req/s\n", "")
