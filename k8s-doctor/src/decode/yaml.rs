//! YAML to JSON, one document at a time, so that a broken one does not take the others along.

/// The documents of a text, each with the number of its first line.
pub(super) fn documents(text: &str) -> Vec<(usize, &str)> {
    let mut documents = Vec::new();
    let (mut start, mut first_line) = (0, 1);
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let is_separator = line.starts_with("---") && line[3..].trim_start_matches(' ').len() <= 2
            || line.trim_end() == "---";
        if is_separator {
            documents.push((first_line, &text[start..at]));
            (start, first_line) = (at + line.len(), index + 2);
        }
        at += line.len();
    }
    documents.push((first_line, &text[start..]));
    let has_content = |text: &str| {
        text.lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with('#'))
    };
    documents.retain(|(_, document)| has_content(document));
    documents
}

/// A document as JSON; or why not, and in which of its lines, the first being 0.
pub(super) fn to_json(document: &str) -> Result<String, (usize, String)> {
    let value: serde_json::Value = serde_saphyr::from_str(document).map_err(|error| {
        let line = error.location().map_or(1, |location| location.line());
        // What follows the first line shows a piece of the text, which may be secret.
        let why = error.to_string();
        let why = why.lines().next().unwrap_or_default().trim_start_matches("error: ");
        // Its place is within the document, and told apart.
        let why = match why.strip_prefix("line ").and_then(|rest| rest.split_once(": ")) {
            Some((_, why)) => why.to_owned(),
            None => why.to_owned(),
        };
        (usize::try_from(line).unwrap_or(1).saturating_sub(1), why)
    })?;
    serde_json::to_string(&value).map_err(|error| (0, error.to_string()))
}
