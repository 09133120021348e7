import unittest

from suite import figures, measuring
from suite.accounting import CPU
from suite.figures import Spread
from suite.processes import Failed


def rounds(*cpu: float, **more) -> list[dict]:
    return [
        {"round": number, "cpu_us": value, "user_us": value / 2, "system_us": value / 2, **more}
        for number, value in enumerate(cpu, 1)]


class FiguresTests(unittest.TestCase):
    def test_a_spread_is_the_median_with_both_ends(self):
        self.assertEqual(figures.spread([3, 1, 2]), Spread(2, 1, 3))
        self.assertEqual(figures.spread([1, 2, 3, 10]), Spread(2.5, 1, 10))

    def test_no_values_have_no_spread(self):
        self.assertIsNone(figures.spread([]))

    def test_a_ratio_is_of_the_same_round(self):
        # The median of the ratios, 2, is not the ratio of the medians, 20 / 5.
        self.assertEqual(figures.ratios(rounds(10, 20, 40), rounds(5, 10, 2)), [2, 2, 20])
        self.assertEqual(figures.summary(rounds(5, 10, 2), rounds(10, 20, 40))["reference_to_this"]["median"], 2)

    def test_a_round_that_one_of_them_lacks_has_no_ratio(self):
        self.assertEqual(figures.ratios(rounds(10, 20, 30), rounds(5, 10)), [2, 2])

    def test_floors_are_added_round_by_round(self):
        self.assertEqual([one["cpu_us"] for one in figures.summed(rounds(1, 2), rounds(10, 20))], [11, 22])
        self.assertEqual(figures.summed(rounds(1, failures=2), rounds(10))[0]["failures"], 2)

    def test_failures_add_up_and_connections_are_the_most(self):
        summary = figures.summary(rounds(1, 1, failures=2, connections=7), [])
        self.assertEqual((summary["failures"], summary["connections"]), (4, 7))
        self.assertNotIn("reference_to_this", summary)

    def test_memory_is_compared_where_there_is_no_cpu(self):
        own, other = [{"round": 1, "rss_kb": 50}], [{"round": 1, "rss_kb": 100}]
        self.assertEqual(figures.summary(other, own)["reference_to_this"]["median"], 0.5)

    def test_cpu_is_counted_by_request_and_by_core(self):
        seen = {"requests": 10_000, "seconds": 2.0, "failures": 0, "p50": 1.0, "p99": 2.0, "p999": 3.0}
        found = measuring.figures_of(seen, CPU(0.6, 0.4), cores=1)
        self.assertAlmostEqual(found["user_us"], 60)
        self.assertAlmostEqual(found["system_us"], 40)
        self.assertAlmostEqual(found["cpu_us"], 100)
        self.assertAlmostEqual(found["core_share"], 0.5)
        self.assertEqual(found["per_second"], 5000)

    def test_a_round_without_an_answer_has_no_figures(self):
        with self.assertRaises(Failed):
            measuring.figures_of({"requests": 0, "seconds": 1.0}, CPU(1, 1), cores=1)
