//! A bare repository with branches and merges, as a host has it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use acceptance_tests::examples;
use acceptance_tests::run::Run;
use anyhow::Result;

use super::host::{Host, Pull};

/// A repository with the pipelines of a host, and a clone in which somebody works.
pub(super) struct Repository {
    pub(super) bare: PathBuf,
    pub(super) clone: PathBuf,
}

impl Repository {
    /// Creates a repository: `files` of the examples are copied to the places given with them.
    pub(super) fn create(root: &Path, files: &[(&str, &str)]) -> Result<Self> {
        let repository = Self { bare: root.join("bare.git"), clone: root.join("clone") };
        git(root, &["init", "--quiet", "--bare", "--initial-branch=main", "bare.git"])?;
        git(root, &["clone", "--quiet", "bare.git", "clone"])?;
        for (from, to) in files {
            let (from, to) = (examples::folder().join("gitops").join(from), repository.clone.join(to));
            if from.is_dir() {
                examples::copy(&from, &to)?;
            } else {
                fs::create_dir_all(to.parent().unwrap_or(root))?;
                fs::copy(&from, &to)?;
            }
        }
        repository.write(".gitignore", ".terraform/\n")?;
        repository.commit("Set up the pipelines")?;
        git(&repository.clone, &["push", "--quiet", "origin", "HEAD:main"])?;
        Ok(repository)
    }

    pub(super) fn write(&self, file: &str, text: &str) -> Result<()> {
        Ok(fs::write(self.clone.join(file), text)?)
    }

    pub(super) fn read(&self, file: &str) -> Result<String> {
        Ok(fs::read_to_string(self.clone.join(file))?)
    }

    /// Begins a branch at the newest commit of main.
    pub(super) fn branch(&self, name: &str) -> Result<()> {
        git(&self.clone, &["fetch", "--quiet", "origin"])?;
        git(&self.clone, &["checkout", "--quiet", "-b", name, "origin/main"]).map(drop)
    }

    fn commit(&self, subject: &str) -> Result<()> {
        git(&self.clone, &["add", "--all"])?;
        git(&self.clone, &["commit", "--quiet", "--message", subject]).map(drop)
    }

    /// Commits, pushes the branch and opens a pull request for it. The result is its number.
    pub(super) fn propose(&self, host: &Host, branch: &str) -> Result<usize> {
        let pull = Pull { branch: branch.to_owned(), head: String::new(), merged: None, fork: false };
        let number = {
            let mut content = host.content();
            content.pulls.push(pull);
            content.pulls.len()
        };
        self.push(host, number)?;
        Ok(number)
    }

    /// Commits to the branch of a pull request and pushes it, with the merge that the host makes of it.
    pub(super) fn push(&self, host: &Host, number: usize) -> Result<()> {
        let branch = host.content().pulls[number - 1].branch.clone();
        self.commit(&format!("Change {branch}"))?;
        git(&self.clone, &["push", "--quiet", "origin", &branch])?;
        host.content().pulls[number - 1].head = git(&self.clone, &["rev-parse", "HEAD"])?;
        self.merge_ref(host, number)
    }

    /// Writes the merge of a pull request with main, as the host does whenever one of them moves.
    pub(super) fn merge_ref(&self, host: &Host, number: usize) -> Result<()> {
        let branch = host.content().pulls[number - 1].branch.clone();
        git(&self.clone, &["fetch", "--quiet", "origin"])?;
        git(&self.clone, &["checkout", "--quiet", "--detach", "origin/main"])?;
        let subject = format!("Merge {branch}");
        git(&self.clone, &["merge", "--quiet", "--no-ff", "--message", &subject, &format!("origin/{branch}")])?;
        for reference in [format!("refs/pull/{number}/merge"), format!("refs/merge-requests/{number}/merge")] {
            git(&self.clone, &["push", "--quiet", "--force", "origin", &format!("HEAD:{reference}")])?;
        }
        git(&self.clone, &["checkout", "--quiet", &branch]).map(drop)
    }

    /// Merges a pull request. The result is the commit on main.
    pub(super) fn merge(&self, host: &Host, number: usize) -> Result<String> {
        self.merge_ref(host, number)?;
        git(&self.clone, &["fetch", "--quiet", "origin", &format!("refs/pull/{number}/merge")])?;
        git(&self.clone, &["push", "--quiet", "origin", "FETCH_HEAD:refs/heads/main"])?;
        let commit = git(&self.clone, &["rev-parse", "FETCH_HEAD"])?;
        host.content().pulls[number - 1].merged = Some(commit.clone());
        Ok(commit)
    }

    /// A new clone with a reference checked out.
    pub(super) fn checkout(&self, folder: &Path, reference: &str) -> Result<()> {
        fs::create_dir_all(folder)?;
        git(folder, &["init", "--quiet", "--initial-branch=main", "."])?;
        git(folder, &["remote", "add", "origin", &self.bare.to_string_lossy()])?;
        git(folder, &["fetch", "--quiet", "--depth=2", "origin", reference])?;
        git(folder, &["checkout", "--quiet", "--detach", "FETCH_HEAD"]).map(drop)
    }
}

/// Runs git with an identity of its own and without the configuration of the user.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> Result<String> {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(["-c", "user.name=Alice", "-c", "user.email=alice@contoso.com"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    Ok(Run::of(&mut command)?.success()?.stdout.trim().to_owned())
}
