# Turns the rounds of scripts/bench-compose into medians, and these into a table or a JSON document.
# Input: {machine, rounds: [{kb, round, name, requests, seconds, cpu_us, p50, p99, rss_kb, connections}]}

def median: sort | if length % 2 == 1 then .[length / 2 | floor] else (.[length / 2 - 1] + .[length / 2]) / 2 end;
def spread(f): {median: (map(f) | median), min: (map(f) | min), max: (map(f) | max)};
def rounded(digits): . * pow(10; digits) | round / pow(10; digits);
def pad(width): tostring | . + " " * ([0, width - length] | max);
def lead(width): tostring | " " * ([0, width - length] | max) + .;

# One contender at one size; the ratio is taken round by round, so that what disturbs a round disturbs both.
def summary($tutti):
    {name: .[0].name, what: .[0].what, rounds: length, cpu_us: spread(.cpu_us),
     requests_per_second: spread(.requests / .seconds),
     p50_us: (map(.p50) | median), p99_us: (map(.p99) | median),
     rss_kb: (map(.rss_kb) | max), connections: (map(.connections) | max),
     ratio: (map(. as $mine | $tutti[] | select(.round == $mine.round) | $mine.cpu_us / .cpu_us)
         | {median: median, min: min, max: max})};

def summaries:
    .rounds | group_by(.kb) | map({
        orders_kb: .[0].kb,
        contenders: (map(select(.name == "tutti")) as $tutti
            | group_by(.order) | map(summary($tutti)))});

def cell(digits): "\(.median | rounded(digits)) (\(.min | rounded(digits))-\(.max | rounded(digits)))";
def known: if . == null or . == 0 then "" else tostring end;

def table:
    summaries[] |
    "orders of \(.orders_kb) kB",
    ("  " + ("contender" | pad(38)) + ("CPU µs a request" | pad(22)) + ("times Tutti's" | pad(18)) + ("requests/s" | lead(10))
        + ("p50 ms" | lead(8)) + ("p99 ms" | lead(8)) + ("RSS MB" | lead(8)) + ("connections" | lead(13))),
    (.contenders[] | "  " + (.what | pad(38)) + (.cpu_us | cell(1) | pad(22)) + (.ratio | cell(2) | pad(18))
        + (.requests_per_second.median | round | lead(10))
        + (.p50_us | if . == null then "" else . / 1000 | rounded(2) end | lead(8))
        + (.p99_us | if . == null then "" else . / 1000 | rounded(2) end | lead(8))
        + (.rss_kb / 1024 | rounded(1) | lead(8)) + (.connections | known | lead(13))),
    "";
