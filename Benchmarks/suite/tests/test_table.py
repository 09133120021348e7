import unittest
from xml.etree import ElementTree

from suite import picture, table


def measured(key: str, title: str, cpu: float, **more) -> dict:
    spread = lambda value: {"median": value, "min": value * 0.9, "max": value * 1.1}
    return {
        "key": key, "title": title, "cpu_us": spread(cpu), "user_us": spread(cpu / 2), "system_us": spread(cpu / 2),
        "per_second": spread(1e6 / cpu), "core_share": spread(1.0), "connections": 96, **more}


def result(*contenders: dict, **more) -> dict:
    return {
        "name": "2kB", "title": "2 kB <composed>", "kind": "closed", "connections": 32, "reference": "tutti",
        "answer_bytes": 2030, "contenders": list(contenders), "left_out": {}, "problems": [], **more}


class TableTests(unittest.TestCase):
    def test_numbers_have_three_digits_that_count(self):
        cases = {0.0614: "0.061", 0.4: "0.400", 3.518: "3.52", 72.44: "72.4", 211.3: "211", 13752: "13,752"}
        for value, text in cases.items():
            self.assertEqual(table.number(value), text)

    def test_columns_are_aligned(self):
        lines = table.aligned([["", "a"], ["name", "µ"]]).splitlines()
        self.assertEqual(lines, ["|      | a |", "|------|---|", "| name | µ |"])

    def test_what_was_left_out_stands_below_with_the_reason(self):
        text = table.scenario_table(result(measured("tutti", "Tutti", 50), left_out={"Envoy": "no envoy"}))
        self.assertIn("- Envoy: not measured: no envoy", text)

    def test_a_core_that_was_not_full_is_marked(self):
        half = {"median": 0.5, "min": 0.5, "max": 0.5}
        self.assertIn("*", table.scenario_table(result(measured("tutti", "Tutti", 50, core_share=half))))
        self.assertNotIn("*", table.scenario_table(result(measured("tutti", "Tutti", 50))))

    def test_who_had_failures_is_marked(self):
        failing = result(measured("tutti", "Tutti", 50, failures=3))
        self.assertIn("| Tutti † |", table.scenario_table(failing))
        self.assertIn("| 50.0 † |", table.overview_table([failing]))
        self.assertNotIn("†", table.scenario_table(result(measured("tutti", "Tutti", 50, failures=0))))

    def test_the_overview_has_a_row_for_each_scenario_that_tutti_is_in(self):
        decoding = measured("nginx-decoded", "nginx", 60, reference_to_this={"median": 0.833, "min": 0.8, "max": 0.9})
        results = [result(measured("tutti", "Tutti", 50), decoding), result(decoding, name="other", title="other")]
        lines = table.overview_table(results).splitlines()
        self.assertEqual(len(lines), 5)
        self.assertIn("| 2 kB <composed>", lines[4])
        self.assertIn("| 50.0  | 60.0 (0.83)", lines[4])
        self.assertEqual(table.overview_table([result(decoding)]), "")

    def test_tutti_next_to_itself_needs_both_scenarios(self):
        results = [result(measured("tutti", "Tutti", 50)), result(measured("tutti", "Tutti", 150), name="10-calls")]
        self.assertIn("| 10-calls ÷ 2kB | 3.00", table.within_table(results, (("10-calls", "2kB"),)))
        self.assertEqual(table.within_table(results, (("10-calls", "3-calls"),)), "")


class PictureTests(unittest.TestCase):
    def test_a_picture_is_xml_with_a_bar_for_each_contender_that_is_no_variant(self):
        contenders = [
            measured("tutti", "Tutti", 50), measured("express", "Express & fetch", 900),
            measured("tutti-by-hand", "Tutti, by hand", 40), measured("floor-nio", "a floor", 10)]
        document = {
            "machine": {"processor": "a <processor>", "versions": {"Tutti": "0.1.0"}},
            "options": {"rounds": 5, "seconds": 3}, "scenarios": [result(*contenders)]}
        root = ElementTree.fromstring(picture.picture(document))
        texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        self.assertIn("Express & fetch", texts)
        self.assertNotIn("Tutti, by hand", texts)
        # What is cut stays within the picture.
        ends = [float(bar.get("x", 0)) + float(bar.get("width")) for bar in root.iter("{http://www.w3.org/2000/svg}rect")]
        self.assertLessEqual(max(ends), picture.WIDTH)
