//! Misused `//go:embed` directives, which cannot carry comments that say what is expected.

use pontoon_driver::check::check_on;
use pontoon_driver::options::Packages;
use pontoon_driver::{Check, Session};
use pontoon_load::fs::Memory;
use pontoon_load::goroot::Goroot;

/// What is said about a package of one file beside which a file `x.txt` lies.
fn errors(source: &str) -> Vec<String> {
    let mut fs = Memory::new();
    fs.add("/go/src/embed/embed.go", "package embed\n\ntype FS struct{}\n");
    fs.add("/m/go.mod", "module m\n\ngo 1.27\n");
    fs.add("/m/x.txt", "x");
    fs.add("/m/a.go", source);
    let goroot = Goroot { dir: "/go".into(), version: "go1.27".into() };
    let session = Session { goroot, cwd: "/m".into() };
    let request =
        Check { packages: Packages { args: vec![".".into()], ..Packages::default() }, ..Check::default() };
    let report = check_on(&fs, &session, &request);
    let all = report.problems.iter().chain(report.packages.iter().flat_map(|package| &package.diagnostics));
    let place = |d: &pontoon_base::Diagnostic| report.sources.location(d.anchor).map(|at| (at.line, at.col));
    all.map(|d| format!("{:?} {}", place(d).unwrap_or_default(), d.message)).collect()
}

#[test]
fn patterns_must_be_well_formed_and_lead_somewhere() {
    let with =
        |text: &str| errors(&format!("package m\n\nimport _ \"embed\"\n\n//go:embed{text}\nvar a string\n"));
    assert_eq!(with(" x.txt"), [""; 0]);
    assert_eq!(with(""), ["(5, 3) usage: //go:embed pattern..."]);
    assert_eq!(with(" nosuch"), ["(5, 12) pattern nosuch: no matching files found"]);
    let quoted = with(" \"x.txt");
    assert_eq!(quoted[0], "(5, 3) invalid quoted string in //go:embed: \"x.txt");
}

#[test]
fn directives_stand_in_front_of_single_variables_of_packages() {
    let source = "package m\n\nimport _ \"embed\"\n\n//go:embed x.txt\nvar c, d string\n\n//go:embed x.txt\n\
                  var e string = \"a\"\n\n//go:embed x.txt\nfunc x() {\n\t//go:embed x.txt\n\tvar a string\n\t_ = a\n}\n";
    let expected = [
        "(5, 3) go:embed cannot apply to multiple vars",
        "(8, 3) go:embed cannot apply to var with initializer",
        "(11, 3) misplaced go:embed directive",
        "(13, 4) go:embed cannot apply to var inside func",
    ];
    assert_eq!(errors(source), expected);
    let missing = "(3, 3) go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)";
    assert_eq!(errors("package m\n\n//go:embed x.txt\nvar a string\n"), [missing]);
}

#[test]
fn variables_must_hold_what_is_embedded() {
    let with = |ty: &str| {
        errors(&format!(
            "package m\n\nimport \"embed\"\n\nvar _ embed.FS\n\n//go:embed x.txt *.go\nvar a {ty}\n"
        ))
    };
    assert_eq!(with("embed.FS"), [""; 0]);
    assert_eq!(with("[]byte"), ["(8, 5) invalid go:embed: multiple files for type []byte"]);
    assert_eq!(with("int"), ["(8, 5) go:embed cannot apply to var of type int"]);
}
