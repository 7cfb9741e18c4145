//! The few regular expressions that comments of tests use: alternatives, groups, `.`, character ranges, `*`, `+`, `?`,
//! `^`, `$` and escapes, with Go's meaning.

/// What follows must match from a place in the text on: the continuation of the matching of a part.
type Then<'a> = &'a mut dyn FnMut(&str) -> bool;

/// Whether `pattern` matches somewhere in `text`.
pub fn finds(pattern: &str, text: &str) -> bool {
    let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    starts.into_iter().any(|at| alternatives(pattern, &text[at..], at == 0, &mut |_| true))
}

/// Matches one of the alternatives of `pattern` at the beginning of `text`.
fn alternatives(pattern: &str, text: &str, at_start: bool, then: Then<'_>) -> bool {
    let mut rest = pattern;
    loop {
        let end = top_level(rest, '|').unwrap_or(rest.len());
        if sequence(&rest[..end], text, at_start, then) {
            return true;
        }
        match rest.get(end + 1..) {
            Some(next) => rest = next,
            None => return false,
        }
    }
}

fn sequence(pattern: &str, text: &str, at_start: bool, then: Then<'_>) -> bool {
    let Some(first) = pattern.chars().next() else { return then(text) };
    if first == '^' {
        return at_start && sequence(&pattern[1..], text, at_start, then);
    }
    if first == '$' {
        return text.is_empty() && sequence(&pattern[1..], text, at_start, then);
    }
    let atom = &pattern[..atom_length(pattern)];
    let rest = &pattern[atom.len()..];
    let (least, most, rest) = match rest.bytes().next() {
        Some(b'*') => (0, usize::MAX, &rest[1..]),
        Some(b'+') => (1, usize::MAX, &rest[1..]),
        Some(b'?') => (0, 1, &rest[1..]),
        _ => (1, 1, rest),
    };
    repeat(atom, least, most, text, at_start, &mut |text| sequence(rest, text, false, then))
}

fn repeat(atom: &str, least: usize, most: usize, text: &str, at_start: bool, then: Then<'_>) -> bool {
    if most > 0 {
        let more = &mut |next: &str| {
            next.len() < text.len() && repeat(atom, least.saturating_sub(1), most - 1, next, false, then)
        };
        if single(atom, text, at_start, more) {
            return true;
        }
    }
    least == 0 && then(text)
}

/// Matches a part without its repetition.
fn single(atom: &str, text: &str, at_start: bool, then: Then<'_>) -> bool {
    if let Some(group) = atom.strip_prefix('(') {
        return alternatives(
            group.trim_start_matches("?:").strip_suffix(')').unwrap_or(group),
            text,
            at_start,
            then,
        );
    }
    let Some(c) = text.chars().next() else { return false };
    let holds = match atom.as_bytes() {
        [b'.'] => c != '\n',
        [b'\\', escaped] => match escaped {
            b'n' => c == '\n',
            b't' => c == '\t',
            b'd' => c.is_ascii_digit(),
            _ => c == char::from(*escaped),
        },
        [b'[', set @ .., b']'] => in_set(set, c),
        _ => atom.starts_with(c),
    };
    holds && then(&text[c.len_utf8()..])
}

/// Whether a class of ASCII characters and ranges has `c`.
fn in_set(set: &[u8], c: char) -> bool {
    let (negated, mut set) = match set {
        [b'^', set @ ..] => (true, set),
        _ => (false, set),
    };
    let mut found = false;
    while let Some(&low) = set.first() {
        let (high, width) = if set.len() > 2 && set[1] == b'-' { (set[2], 3) } else { (low, 1) };
        found |= (char::from(low)..=char::from(high)).contains(&c);
        set = &set[width..];
    }
    found != negated
}

fn atom_length(pattern: &str) -> usize {
    match pattern.chars().next() {
        Some('\\') => 2,
        Some('[') => pattern.find(']').map_or(pattern.len(), |at| at + 1),
        Some('(') => 2 + top_level(&pattern[1..], ')').unwrap_or(pattern.len() - 2),
        other => other.map_or(0, char::len_utf8),
    }
}

/// Where `wanted` stands in the pattern outside of groups.
fn top_level(pattern: &str, wanted: char) -> Option<usize> {
    let (mut depth, mut chars) = (0, pattern.char_indices());
    while let Some((at, c)) = chars.next() {
        match c {
            _ if depth == 0 && c == wanted => return Some(at),
            '\\' => {
                chars.next();
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::finds;

    #[test]
    fn patterns_mean_what_they_mean_in_go() {
        let found = [
            ("b|q", "abc"),
            ("a.*c$", "xabbc"),
            (r"\(int|string\)", "f string)"),
            (r"type (\*\*T|T9)!", "type **T!"),
            ("[1-9]+ value(s)?$", "12 values"),
            ("^(?:a|b)*c", "ababc"),
            (r"x\n\t+y", "x\n\t\ty"),
        ];
        for (pattern, text) in found {
            assert!(finds(pattern, text), "{pattern} in {text}");
        }
        for (pattern, text) in [("a.b", "a\nb"), ("^b", "ab"), ("(ab)+$", "aba"), ("[^a]$", "a")] {
            assert!(!finds(pattern, text), "{pattern} not in {text}");
        }
    }
}
