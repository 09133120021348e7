import unittest

from suite.flame import fold, kind_of, svg

SCRIPT = """worker-0
\tffffffff81 tcp_sendmsg ([kernel.kallsyms])
\t7f00000001 __send (/usr/lib/x86_64-linux-gnu/libc.so.6)
\t7f00000002 [unknown] (/usr/lib/x86_64-linux-gnu/libcurl.so.4.8.0)
\t7f00000003 [unknown] (/usr/lib/x86_64-linux-gnu/libcurl.so.4.8.0)
\t55000001 LaneLoop.run(on:) (/opt/tutti)

worker-0
\t55000001 LaneLoop.run(on:) (/opt/tutti)

NIO-ELT-0-#1
\t55000002 SelectableEventLoop.run() (/opt/tutti)
"""


class FlameTests(unittest.TestCase):
    def test_stacks_are_folded_from_the_outside_in_and_nameless_frames_of_a_library_are_one(self):
        stacks = fold(SCRIPT)
        deep = next(frames for frames in stacks if len(frames) > 3)
        self.assertEqual(
            deep,
            (("worker-0", "other"), ("LaneLoop.run(on:)", "Tutti"), ("libcurl", "libcurl"), ("__send", "C library"),
             ("tcp_sendmsg", "kernel")))
        self.assertEqual(sum(stacks.values()), 3)

    def test_frames_know_whose_they_are(self):
        for name, library, kind in (
            ("mi_malloc", "/usr/lib/libmimalloc.so.2.0", "allocator"), ("malloc", "/usr/lib/libc.so.6", "allocator"),
            ("swift_retain", "/opt/tutti", "Swift's runtime"), ("JSONIndexer.run(depth:)", "/opt/tutti", "JSON"),
            ("HTTPDecoder.feedInput(context:buffer:)", "/opt/tutti", "NIO"), ("CompositionRun.begin(now:)", "/opt/tutti", "Tutti"),
        ):
            self.assertEqual(kind_of(name, library), kind, name)

    def test_a_frame_is_as_wide_as_its_share(self):
        stacks = {(("a", "Tutti"),): 3, (("b", "NIO"),): 1}
        text = svg(stacks, "title <&>", "about")
        self.assertIn("a: 75.0 %", text)
        self.assertIn("title &lt;&amp;&gt;", text)


if __name__ == "__main__":
    unittest.main()
