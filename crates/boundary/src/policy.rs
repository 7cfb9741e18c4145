//! Import policies: which packages may ask the host for functions, and for which (wasm-boundary.md §7). A policy is a text
//! with one rule a line:
//!
//! ```text
//! packages  std  example.com/app/...        who may declare imports
//! allow     env  log  now_*                 a module and names in it; no names stand for all
//! deny      env  exec_*                     wins over allow
//! gojs      std                             who may use the memory frame of gojs
//! exports   example.com/app/...             who may export
//! lock      imports.lock                    the exact list
//! ```
//!
//! A kind of rule that no line has leaves everything open.

/// A policy and what messages call it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Policy {
    /// The file's name, or `std`.
    name: String,
    rules: Vec<Rule>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Rule {
    /// 0 for rules that no file has.
    line: usize,
    kind: Kind,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Kind {
    Packages(Vec<String>),
    Allow { module: String, names: Vec<String> },
    Deny { module: String, names: Vec<String> },
    Gojs(Vec<String>),
    Exports(Vec<String>),
    Lock(String),
}

/// A package as policies see it.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    pub path: &'a str,
    pub standard: bool,
}

impl Policy {
    /// Only the standard library asks the host for anything.
    pub fn std() -> Policy {
        let rules = vec![Rule { line: 0, kind: Kind::Packages(vec!["std".into()]) }];
        Policy { name: "std".into(), rules }
    }

    /// Reads a policy; `name` is how messages call its file.
    pub fn parse(name: &str, text: &str) -> Result<Policy, String> {
        let mut rules = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let words: Vec<String> =
                line.split('#').next().unwrap_or("").split_whitespace().map(Into::into).collect();
            let Some((verb, rest)) = words.split_first() else { continue };
            let wrong = |what: &str| format!("{name}:{}: {what}", index + 1);
            let kind = match (verb.as_str(), rest) {
                ("packages" | "gojs" | "exports", []) => {
                    return Err(wrong(&format!("{verb} wants packages")));
                }
                ("packages", list) => Kind::Packages(list.into()),
                ("gojs", list) => Kind::Gojs(list.into()),
                ("exports", list) => Kind::Exports(list.into()),
                ("allow" | "deny", []) => return Err(wrong(&format!("{verb} wants a host module"))),
                ("allow", [module, names @ ..]) => {
                    Kind::Allow { module: module.clone(), names: names.into() }
                }
                ("deny", [module, names @ ..]) => Kind::Deny { module: module.clone(), names: names.into() },
                ("lock", [file]) => Kind::Lock(file.clone()),
                ("lock", _) => return Err(wrong("lock wants one file")),
                _ => {
                    let known = "packages, allow, deny, gojs, exports and lock";
                    return Err(wrong(&format!("unknown rule {verb}; there are {known}")));
                }
            };
            rules.push(Rule { line: index + 1, kind });
        }
        Ok(Policy { name: name.into(), rules })
    }

    /// The file of the exact list, if there is one.
    pub fn lock(&self) -> Option<&str> {
        self.rules.iter().find_map(|rule| match &rule.kind {
            Kind::Lock(file) => Some(file.as_str()),
            _ => None,
        })
    }

    /// What is wrong with an import of `module` and `name` that `package` declares.
    pub fn judge_import(&self, module: &str, name: &str, package: Asking<'_>) -> Option<String> {
        let denied = self.rules.iter().find(
            |rule| matches!(&rule.kind, Kind::Deny { module: m, names } if m == module && named(names, name)),
        );
        if let Some(rule) = denied {
            let at = self.at(rule);
            return Some(format!(
                "host function \"{module}\" \"{name}\" is denied by the import policy ({at})"
            ));
        }
        let allows = |rule: &&Rule| matches!(&rule.kind, Kind::Allow { .. });
        if self.rules.iter().any(|rule| allows(&rule)) {
            let of_module = |rule: &&Rule| matches!(&rule.kind, Kind::Allow { module: m, .. } if m == module);
            let fits = |rule: &&Rule| matches!(&rule.kind, Kind::Allow { names, .. } if named(names, name));
            let mut of_module = self.rules.iter().filter(of_module).peekable();
            if of_module.peek().is_none() {
                return Some(format!("host module \"{module}\" is not in the import policy"));
            }
            if !of_module.any(|rule| fits(&rule)) {
                return Some(format!("host function \"{module}\" \"{name}\" is not in the import policy"));
            }
        }
        if module == "gojs"
            && let Some(rule) = self.refuses(package, |kind| match kind {
                Kind::Gojs(list) => Some(list),
                _ => None,
            })
        {
            let (path, at) = (package.path, self.at(rule));
            return Some(format!("package {path} may not use the module gojs (import policy: {at})"));
        }
        // The standard library's own imports are what the target is made of.
        let rule = self.refuses(package, |kind| match kind {
            Kind::Packages(list) if !package.standard => Some(list),
            _ => None,
        })?;
        let (path, at) = (package.path, self.at(rule));
        Some(format!("package {path} may not import host functions (import policy: {at})"))
    }

    /// What is wrong with an export that `package` declares.
    pub fn judge_export(&self, package: Asking<'_>) -> Option<String> {
        let rule = self.refuses(package, |kind| match kind {
            Kind::Exports(list) => Some(list),
            _ => None,
        })?;
        Some(format!("package {} may not export functions (import policy: {})", package.path, self.at(rule)))
    }

    /// The last rule of a kind, if there are some and none has the package.
    fn refuses<'a>(
        &'a self,
        package: Asking<'_>,
        list: impl Fn(&'a Kind) -> Option<&'a Vec<String>>,
    ) -> Option<&'a Rule> {
        let of_kind: Vec<&Rule> = self.rules.iter().filter(|rule| list(&rule.kind).is_some()).collect();
        let has = |rule: &&'a Rule| {
            list(&rule.kind).is_some_and(|list| list.iter().any(|pattern| fits_package(pattern, package)))
        };
        if of_kind.iter().any(has) { None } else { of_kind.last().copied() }
    }

    fn at(&self, rule: &Rule) -> String {
        if rule.line == 0 { self.name.clone() } else { format!("{}:{}", self.name, rule.line) }
    }
}

/// The go command's package patterns, as far as they can be read without the packages.
fn fits_package(pattern: &str, package: Asking<'_>) -> bool {
    match pattern.strip_suffix("/...") {
        _ if pattern == "std" => package.standard,
        _ if pattern == "..." || pattern == "all" => true,
        Some(prefix) => {
            package.path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
        None => pattern == package.path,
    }
}

fn named(patterns: &[String], name: &str) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| fits(pattern, name))
}

/// Whether a name fits a pattern, in which `*` stands for anything.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(name) = name.strip_prefix(head) else { return false };
    // The shortest match of the star that lets the rest fit.
    name.char_indices().map(|(i, _)| i).chain([name.len()]).any(|i| fits(rest, &name[i..]))
}

/// A line of the exact list for an import; types are separated by spaces there.
pub fn lock_line(kind: &str, names: &str, wasm_type: &str, function: &str) -> String {
    format!("{kind} {names} {}  {function}", wasm_type.replace(',', ""))
}

/// The lines that only one of two lists has, with `-` and `+`; empty if they are the same.
pub fn difference(before: &str, after: &str) -> Vec<String> {
    let lines = |text: &str| {
        let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(Into::into).collect::<Vec<String>>()
    };
    let (before, after) = (lines(before), lines(after));
    let gone = before.iter().filter(|line| !after.contains(line)).map(|line| format!("-{line}"));
    let new = after.iter().filter(|line| !before.contains(line)).map(|line| format!("+{line}"));
    gone.chain(new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(path: &str) -> Asking<'_> {
        Asking { path, standard: false }
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, is) in [
            ("now_*", "now_ms", true),
            ("now_*", "now", false),
            ("*", "", true),
            ("a*b*c", "aXbYbc", true),
            ("a*b", "abc", false),
        ] {
            assert_eq!(fits(pattern, name), is, "{pattern} {name}");
        }
    }

    #[test]
    fn what_no_line_mentions_is_open() {
        let policy = Policy::parse("p", "# nothing\n\n").expect("it is a policy");
        assert_eq!(policy.judge_import("env", "f", user("example.com/a")), None);
        assert_eq!(policy.judge_export(user("example.com/a")), None);
    }

    #[test]
    fn deny_wins_and_rules_are_named() {
        let text =
            "packages std example.com/app/...\nallow env\nallow wasi log*\ndeny env exec_* # not this\n";
        let policy = Policy::parse("p", text).expect("it is a policy");
        let judge = |module, name, path| policy.judge_import(module, name, user(path)).unwrap_or_default();
        assert_eq!(judge("env", "f", "example.com/app"), "");
        assert_eq!(judge("wasi", "log2", "example.com/app/x"), "");
        assert!(judge("env", "exec_sh", "example.com/app").ends_with("is denied by the import policy (p:4)"));
        assert!(
            judge("nn", "f", "example.com/app").ends_with("host module \"nn\" is not in the import policy")
        );
        assert!(judge("wasi", "f", "example.com/app").contains("\"wasi\" \"f\" is not in"));
        assert!(judge("env", "f", "example.com/apple").ends_with("(import policy: p:1)"));
        let std = Asking { path: "os", standard: true };
        assert_eq!(policy.judge_import("env", "f", std), None);
    }

    #[test]
    fn wrong_lines_are_told() {
        for (text, message) in [
            (
                "permit env",
                "p:1: unknown rule permit; there are packages, allow, deny, gojs, exports and lock",
            ),
            ("\nallow", "p:2: allow wants a host module"),
            ("lock a b", "p:1: lock wants one file"),
        ] {
            assert_eq!(Policy::parse("p", text), Err(message.to_string()));
        }
    }
}
