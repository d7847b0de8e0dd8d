//! A guide as its reader takes it: files to write and commands to run, in their order.

use std::fs;
use std::mem;

use acceptance_tests::binaries::repository;
use anyhow::{Context, Result};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// One thing that a guide asks for.
#[derive(Debug)]
pub(super) enum Step {
    /// Write a file. The paragraph above the block names it: "Write `main.tf`:".
    Write { file: String, text: String },
    /// Run the commands of a `shell` block. The next `text` block of the section is what they print.
    Run { commands: Vec<String>, prints: Option<String> },
}

/// A fenced block, with its language, the number of its section and the paragraph above it.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) language: String,
    pub(super) text: String,
    section: usize,
    above: String,
}

/// The names of all guides.
pub(super) fn names() -> Result<Vec<String>> {
    let entries = fs::read_dir(repository().join("docs/guides"))?;
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// The fenced blocks of a guide.
pub(super) fn blocks(guide: &str) -> Result<Vec<Block>> {
    let page = fs::read_to_string(repository().join("docs/guides").join(guide)).with_context(|| guide.to_owned())?;
    let (mut blocks, mut section, mut language) = (Vec::new(), 0, String::new());
    let (mut text, mut above) = (String::new(), String::new());
    for event in Parser::new(&page) {
        match event {
            Event::Start(Tag::Paragraph) => text.clear(),
            Event::End(TagEnd::Paragraph) => above = mem::take(&mut text),
            Event::Start(Tag::Heading { .. }) => section += 1,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                text.clear();
                language = info.into_string();
            }
            Event::End(TagEnd::CodeBlock) => blocks.push(Block {
                language: mem::take(&mut language),
                text: mem::take(&mut text),
                section,
                above: mem::take(&mut above),
            }),
            Event::Code(code) => text += &format!("`{code}`"),
            Event::Text(part) => text += &part,
            Event::SoftBreak => text.push(' '),
            _ => {}
        }
    }
    Ok(blocks)
}

/// The steps of a guide. Blocks that are neither written nor run are for reading only.
pub(super) fn steps(guide: &str) -> Result<Vec<Step>> {
    let (mut steps, mut section) = (Vec::new(), 0);
    for block in blocks(guide)? {
        match block.language.as_str() {
            "shell" => {
                section = block.section;
                steps.push(Step::Run { commands: commands(&block.text), prints: None });
            }
            "text" if block.section == section => {
                if let Some(Step::Run { prints: prints @ None, .. }) = steps.last_mut() {
                    *prints = Some(block.text);
                }
            }
            _ => {
                if let Some(file) = file(&block.above) {
                    steps.push(Step::Write { file, text: block.text });
                }
            }
        }
    }
    Ok(steps)
}

/// The file in a sentence such as "In an empty folder, write `main.tf`:".
fn file(above: &str) -> Option<String> {
    let (_, named) = above.strip_suffix(':')?.rsplit_once("rite `")?;
    Some(named.split_once('`')?.0.to_owned())
}

/// The commands of a block: its lines, those that end in a backslash together with the next one.
fn commands(text: &str) -> Vec<String> {
    text.replace("\\\n", "\\\u{0}").lines().map(|line| line.replace('\u{0}', "\n")).collect()
}
