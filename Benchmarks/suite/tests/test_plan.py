import unittest

from suite import bodies, options, stage
from suite.contenders import CONTENDERS_BY_KEY
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
