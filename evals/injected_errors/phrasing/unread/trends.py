"""Where numbers went, and how far apart they were, in words held out."""

from typing import Final

PATTERNS: Final[dict[str, tuple[str, ...]]] = {
    "shift": (
        "{Name} {went} between {from_date} and {to_date}: {first}, then {last}",
        "{Name} was {first} {start}. By {to_date} it was {last}; it {went}",
        "{Start} we had {name} at {first}; since then it {went}, reaching {last} {end}",
        "Starting out at {first} {start}, {name} {went} and ended up at {last} {end}",
        "{Name}: {went} from {first} ({from_date}) to {last} ({to_date})",
        (
            "Over the period from {from_date} to {to_date}, there was a {change} in {name}, "
            "{first} to {last}"
        ),
        "{Name} {first} -> {last} ({from_date} to {to_date})",
        "At first {name} was {first}, {start}; it {went} and was {last} {end}",
        "{Whose} {name}, at {first} {start}, {went}, so that {end} it was {last}",
        "Looking back, {name} {went} from {first} ({from_date}) to {last} ({to_date})",
        "{End} {name} read {last}, having been {first} {start}; in other words, it {went}",
        "As compared to {first} {start}, {name} {went}: it was {last} {end}",
        "We note a {change} in {name} between {from_date} ({first}) and {to_date} ({last})",
        "{Name} {went} from {first} - that was {start} - to {last} {end}",
        "From {first} {start}, {name} moved to {last} {end}, a {change}",
        "{Name}: {first} {start} and {last} {end}, so it {went}",
        "{Start} the reading for {name} was {first}, but {end} it was {last}; it {went}",
        "Whereas {name} was {first} {start}, it {went}, and {end} it came to {last}",
        "Two values of {name}, {first} {start} and {last} {end}, show that it {went}",
        "With {first} {start} and {last} {end}, {name} {went}",
        "{Name} {went}, as {first} {start} became {last} {end}",
        (
            "The chart tells us that {name} {went} over this interval, with {first} {start} "
            "and {last} {end}"
        ),
        "Per chart, {name} {first} {start}, {last} {end} - it {went}",
        (
            "A {change} in {name} was documented, with a value of {first} {start} and one of "
            "{last} {end}"
        ),
    ),
    "by": (
        "{Name} was {first} {start} and {last} {end}, which is a {change} of {by}",
        "{Name}: {change} of {by}, from {first} ({from_date}) to {last} ({to_date})",
        (
            "A {change} of {by} is what {name} showed between {from_date} ({first}) and "
            "{to_date} ({last})"
        ),
        "Starting from {first} {start}, {name} {went} by {by} to reach {last} {end}",
        "{Name}: {first} {start}, {last} {end}; it {went} by {by}",
        (
            "In {name} there was a {change} of {by} between {from_date} ({first}) and "
            "{to_date} ({last})"
        ),
        "{Whose} {name} {went} by {by}, being {first} {start} and {last} {end}",
        "{End} {name} was {last}; {start} it had been {first}, so the {change} is {by}",
        "We had {name} at {first} {start} and at {last} {end}; it thus {went} by {by}",
        "{Name} {went} from {first} {start} by {by}, ending at {last} {end}",
        "The difference in {name} is {by}, as it {went} from {first} {start} to {last} {end}",
        "We saw {name} change by {by}: it {went} from {first} {start} to {last} {end}",
        "Having been {first} {start}, {name} {went} by {by} and read {last} {end}",
        "From {from_date} to {to_date} the {change} in {name} was {by}, {first} to {last}",
        "{Name} {first} -> {last}, i.e. a {change} of {by} from {from_date} to {to_date}",
        "The {change} was one of {by}: {name} was {first} {start} and {last} {end}",
        "The gap between {first} {start} and {last} {end} makes a {change} of {by} in {name}",
        "{Name}, which {went} by {by}, was {first} {start} and {last} {end}",
        "Where {name} had been {first} {start}, it was {last} {end}, a {change} of {by}",
        "{Name} saw a {change} of {by}: {first} {start} and {last} {end}",
        "Between the two readings, {first} {start} and {last} {end}, {name} {went} by {by}",
        "Put in figures, {name} {went} by {by}: from {first} {start} to {last} {end}",
        "Chart review: {name} {went} by {by} over this interval ({first} {start}, {last} {end})",
        "A {change} of {by} in {name} was documented, with {first} {start} and {last} {end}",
    ),
    "bare": (
        "{Name} {went} from {from_date} onwards, as seen {end}",
        "Since {from_date}, and up to {to_date}, {name} {went}",
        "Comparing the values of {from_date} and {to_date}, {name} {went}",
        "{Name} {went} when {from_date} is compared with {to_date}",
        "{Whose} {name} {went} in the time between {from_date} and {to_date}",
        "The {name} {went} between the reading of {from_date} and that of {to_date}",
        "We saw a {change} in {name} from {from_date} to {to_date}",
        "Between the two dates, {from_date} and {to_date}, {name} {went}",
        "{Name}, {from_date} to {to_date}: a {change}",
        "Measured {start} and again {end}, {name} {went} in between",
        "From the value {start} to the one {end}, {name} {went}",
        "Set side by side, the values of {from_date} and {to_date} show that {name} {went}",
        (
            "A {change} in {name} is seen when one goes from the result of {from_date} to "
            "that of {to_date}"
        ),
        "By {to_date} there had been a {change} in {name} since {from_date}",
        "What we see between {from_date} and {to_date} is that {name} {went}",
        "Whatever the reason, {name} {went} between {from_date} and {to_date}",
        "{Name} did not stay the same: it {went} between {from_date} and {to_date}",
        "If one compares {from_date} with {to_date}, {name} {went}",
        "The course of {name} from {from_date} to {to_date} was a {change}",
        "With readings {start} and {end} to go by, {name} {went}",
        "Since the reading {start}, {name} {went}, judging by the one {end}",
    ),
    "same": (
        "{Name} sat at {last} {start} and again {end}",
        "{Name} held at {last} from {from_date} through {to_date}, on the two readings",
        "{Name} has not moved: {last} {start}, {last} {end}",
        "Your {name} was the same, {last}, {start} and {end}",
        "{Name}: unchanged at {last} ({from_date}, {to_date})",
        "At {last}, {name} {end} was just what it had been {start}",
        "{Name} was {last} {start} and was still {last} {end}",
        "There was no change in {name} between {from_date} and {to_date}; it was {last} each time",
        "{Name}: {last} {start}, {last} {end}, so unchanged",
        "{Whose} {name} was {last} on both dates, {from_date} and {to_date}",
        "The two values of {name}, of {from_date} and {to_date}, are both {last}",
        "{Name} stayed put at {last} between {from_date} and {to_date}",
        "{Start} {name} was {last}, and {end} it was {last} again",
        "{Name} read {last} {end}, as it did {start}",
        "Neither up nor down: {name} was {last} {start} and {last} {end}",
        "When repeated {end}, {name} was again {last}, as {start}",
        "{Name} {start}: {last}. {Name} {end}: {last}, no change",
        "Stable {name}, {last} {start} and {last} {end}",
        "The value of {name} is {last} for {from_date} as well as for {to_date}",
        "{Name}: {last} on both occasions, namely {start} and {end}",
        "A repeat {end} left {name} where it was {start}, at {last}",
        "{Name} has neither gone up nor down, being {last} {start} and {end} alike",
        "The record shows that {name} showed no change, with {last} {start} as well as {end}",
        "Notes say: {name} unchanged: {last} {start}, {last} {end}",
    ),
    "spread": (
        (
            "Across {count} readings in {year}, {name} went from {low} at the lowest to "
            "{high} at the highest"
        ),
        "{Name} sat somewhere between {low} and {high} all through {year} ({count} readings)",
        "In {year} we have {count} values of {name}, from {low} up to {high}",
        "{Name} ({year}): {low} to {high}, {count} readings",
        (
            "Measured again and again in {year}, {name} lay between {low} and {high} "
            "({count} readings)"
        ),
        "{Year}: {name} {low} to {high} over {count} readings",
        "{Name} was never below {low} nor above {high} in {year}",
        "Anything from {low} to {high} was seen for {name} in {year}, in {count} readings",
        "{Name} in {year} (n = {count}): {low} to {high}",
        "Where {name} is concerned, {year} brought values from {low} to {high}",
        "All {count} readings of {name} from {year} lie within {low} to {high}",
        "For {year} the range of {name} is {low} to {high}, out of {count} readings",
        "{Name} bottomed out at {low} and peaked at {high} in {year}",
        "Throughout {year} {name} kept between {low} and {high}",
        "Readings of {name} in {year} numbered {count} and ran {low} to {high}",
        "As to {name} in {year}, we find {low} to {high} in {count} readings",
        "The {count} values we have of {name} for {year} go from {low} to {high}",
        "Over the {count} readings in {year}, the lowest {name} was {low} and the highest {high}",
        "{Name} was measured over {year} with {count} readings, which ran from {low} to {high}",
        "In the {year} readings ({count}), {name} stayed within {low} and {high}",
        "It is documented that {count} readings of {name} in {year} fell between {low} and {high}",
        "On file: {name} {low} to {high} over {count} readings in {year}",
        (
            "With {low} as the lowest and {high} as the highest of {count} readings, {name} "
            "varied in {year}"
        ),
    ),
    "ends": (
        "{Name} bottomed out at {low} in {year}, and the highest it got was {high}",
        "In {year} {name} dipped as low as {low} and peaked at {high}",
        "{Name} in {year}: lowest {low}, highest {high}",
        "Your {name} was {low} at its lowest in {year} and {high} at its highest",
        "The least that {name} came to in {year} was {low}, the most {high}",
        "The bottom value of {name} in {year} was {low}, the top value {high}",
        "{Name} got down to {low} and up to {high} in the course of {year}",
        "During {year} the smallest value of {name} was {low} while the largest was {high}",
        "At no time in {year} was {name} under {low} or over {high}, both of which were reached",
        "{Year} saw {name} at {low} when lowest and at {high} when highest",
        "The extremes of {name} in {year} were {low} (lowest) and {high} (highest)",
        "{Name} went no lower than {low} in {year}; its peak was {high}",
        "The low point for {name} in {year} was {low} and the high point {high}",
        "For {name}, {year} brought a minimum of {low} and a maximum of {high}",
        "In {year}, {name} hit {low} as its lowest value and {high} as its highest",
        "From {low} at the bottom to {high} at the top, so ran {name} in {year}",
        "The lowest point for {name} in {year} is {low}, its highest {high}",
        "{Name} never fell under {low} in {year} and topped out at {high}",
        "In {year} the {name} low was {low}, and the high was {high}",
        "{Name} in {year}: {low} (lowest), {high} (highest)",
        "As documented, {name} in {year} was {low} at the lowest and {high} at the highest",
        "As charted, {name} lowest {low} and highest {high} in {year}",
    ),
}
