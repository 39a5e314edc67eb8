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

/// A document as JSON.
pub(super) fn to_json(document: &str) -> Result<String, String> {
    let value: serde_json::Value = serde_saphyr::from_str(document)
        .map_err(|error| error.to_string().lines().next().unwrap_or_default().to_owned())?;
    serde_json::to_string(&value).map_err(|error| error.to_string())
}
