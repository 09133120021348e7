import os
import unittest

from suite import accounting
from suite.accounting import CPU


class AccountingTests(unittest.TestCase):
    def test_fields_count_from_the_last_bracket_of_the_name(self):
        line = "7 (a) b) S 1 7 7 0 -1 4194560 100 0 0 0 250 150 3 4 20 0 6 0 100 1000 200"
        self.assertEqual(accounting.parse_stat(line, ticks=100), CPU(2.5, 1.5))

    def test_resident_memory_is_the_line_of_that_name(self):
        self.assertEqual(accounting.parse_resident("Name:\tx\nVmHWM:\t  90 kB\nVmRSS:\t   42 kB\nThreads:\t1\n"), 42)

    def test_a_process_that_has_ended_has_no_memory(self):
        self.assertEqual(accounting.parse_resident("Name:\tx\nState:\tZ (zombie)\n"), 0)

    def test_cpu_times_are_added_and_subtracted_by_kind(self):
        self.assertEqual(CPU(3, 2) - CPU(1, 0.5) + CPU(1, 1), CPU(3, 2.5))

    def test_this_process_has_figures(self):
        pid = os.getpid()
        self.assertIn(pid, accounting.family(pid))
        self.assertGreater(accounting.cpu(pid).user, 0)
        self.assertGreater(accounting.resident(pid), 1000)
