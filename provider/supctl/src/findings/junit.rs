//! Findings as JUnit XML: a suite for each kind of object, a case for each object.

use hierarchy::Kind;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Finding, Page, What};
use crate::shared::change::attribute_line;
use crate::shared::diagnostic::Diagnostic;

/// The report.
///
/// # Errors
/// If it cannot be written as XML.
pub(super) fn report(page: &Page<'_>) -> Result<String, Diagnostic> {
    let mut report = Report::new(page.title);
    for kind in Kind::ALL {
        let mut suite = TestSuite::new(kind.as_str());
        let unchanged = page.unchanged.iter().filter(|unchanged| unchanged.id.kind == kind);
        suite.add_test_cases(unchanged.map(|unchanged| {
            let name = unchanged.address.clone().unwrap_or_else(|| unchanged.id.id.clone());
            case(kind.as_str(), name, TestCaseStatus::success())
        }));
        let findings = page.findings.iter().filter(|finding| finding.kind == kind);
        suite.add_test_cases(findings.map(|finding| {
            let name = finding.address.clone().unwrap_or_else(|| finding.id.clone());
            case(kind.as_str(), name, status(finding))
        }));
        if !suite.test_cases.is_empty() {
            report.add_test_suite(suite);
        }
    }
    if !page.expired.is_empty() {
        let mut suite = TestSuite::new("ignore rules");
        suite.add_test_cases(page.expired.iter().map(|rule| {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type("expired").set_message(rule.text());
            case("ignore rule", rule.place(), status)
        }));
        report.add_test_suite(suite);
    }
    report.to_string().map_err(|error| Diagnostic::error(format!("the report cannot be written as XML: {error}"), ""))
}

fn case(class: &str, name: String, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    case
}

/// A pending change is not a failure: the next apply makes it.
fn status(finding: &Finding) -> TestCaseStatus {
    if let Some(ignored) = &finding.ignored {
        let mut status = TestCaseStatus::skipped();
        status.set_message(format!("{}, until {}", ignored.reason, ignored.expires));
        return status;
    }
    if finding.what == What::Pending {
        return TestCaseStatus::success();
    }
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let attributes = finding.attributes.iter().map(|attribute| {
        let line = attribute_line(&attribute.change);
        format!("{} ({})", anstream::adapter::strip_str(&line), attribute.note())
    });
    let lines: Vec<String> = finding.places().into_iter().chain(finding.notes()).chain(attributes).collect();
    let message = format!("{}: {}", finding.name(), finding.what.meaning());
    status.set_type(finding.what.as_str()).set_message(message).set_description(lines.join("\n"));
    status
}
