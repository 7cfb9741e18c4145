//! Lists of tests that are known to fail, each with its reason: `NAME: REASON` a line, `#` begins a comment. They may
//! only shrink, so a listed test that passes is as wrong as one that fails and is not listed.

use std::collections::BTreeMap;

/// The listed names with their reasons.
pub fn failures(list: &str) -> BTreeMap<&str, &str> {
    let entries = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    entries.map(|line| line.split_once(": ").expect("each line has a name and a reason")).collect()
}

/// What is wrong with a run, given for each test by name its complaints.
pub fn judge(list: &str, results: &[(String, Vec<String>)]) -> Vec<String> {
    let mut known = failures(list);
    let mut wrong = Vec::new();
    for (name, complaints) in results {
        match (known.remove(name.as_str()), complaints.is_empty()) {
            (None, false) => wrong.push(format!("{name}:\n    {}", complaints.join("\n    "))),
            (Some(reason), true) => wrong.push(format!("{name} passes; strike it off the list ({reason})")),
            _ => {}
        }
    }
    wrong.extend(known.keys().map(|name| format!("{name} is listed as failing, and there is no such test")));
    wrong
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn lists_may_only_shrink() {
        let result = |name: &str, complaints: &[&str]| {
            (name.to_string(), complaints.iter().map(|c| c.to_string()).collect::<Vec<_>>())
        };
        let list = "# why\n\na: reason a\nb: reason b\nd: reason d\n";
        let results = [result("a", &["x"]), result("b", &[]), result("c", &["y"]), result("e", &[])];
        let wrong = judge(list, &results);
        let expected = [
            "b passes; strike it off the list (reason b)",
            "c:\n    y",
            "d is listed as failing, and there is no such test",
        ];
        assert_eq!(wrong, expected);
    }
}
