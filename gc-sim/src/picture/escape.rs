//! Text to DOT, so that any text is drawn as itself and none can end its label early.
//!
//! DOT has two kinds of label. A *quoted string* is read twice: by the parser, to which only `\"` is special, and
//! then by the drawing, which knows `\n`, `\N` (the node's name) and the like, and character references such as
//! `&lt;`. An *HTML-like* label is read as XML, after
//! the same `\N` and the like. Both lead to an SVG document, and XML has no way at all to write most
//! control characters; these are therefore drawn the way Rust writes them, as `\u{1b}`.

/// The text as the inside of a quoted label; a line feed starts a new, centred line.
pub(super) fn quoted(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '&' => escaped.push_str("&amp;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// The text as the inside of a quoted tooltip.
///
/// Graphviz takes the backslashes of a tooltip away twice, so that each needs to be there four times.
pub(super) fn quoted_tooltip(text: &str) -> String {
    quoted(text).replace(r"\\", r"\\\\")
}

/// The text inside an element of an HTML-like label; a line feed starts a new line, aligned to the left.
pub(super) fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '\n' => escaped.push_str("<BR ALIGN=\"LEFT\"/>"),
            '\\' => escaped.push_str("\\\\"),
            _ => push_xml(&mut escaped, character),
        }
    }
    escaped
}

/// The text inside an element or an attribute of an SVG document.
pub(crate) fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        push_xml(&mut escaped, character);
    }
    escaped
}

fn push_xml(escaped: &mut String, character: char) {
    match character {
        '&' => escaped.push_str("&amp;"),
        '<' => escaped.push_str("&lt;"),
        '>' => escaped.push_str("&gt;"),
        '"' => escaped.push_str("&quot;"),
        _ => escaped.push(character),
    }
}

/// The text with each character that cannot be drawn written out.
pub(super) fn visible(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unseen(character) {
            seen.extend(character.escape_default());
        } else {
            seen.push(character);
        }
    }
    seen
}

/// Whether the character is forbidden in XML, or would change the text around it unseen.
fn is_unseen(character: char) -> bool {
    match character {
        '\n' => false,
        // Line separators, and the marks that turn the reading direction: a name could pose as another one.
        '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{fffe}' | '\u{ffff}' => true,
        _ => character.is_control(),
    }
}

/// Reads the quoted strings and the HTML-like labels of DOT back, as Graphviz does.
#[cfg(test)]
pub(super) mod reader {
    /// The text of the quoted label that begins `source`, which starts after its first quote.
    pub(in super::super) fn quoted(source: &str) -> String {
        let mut text = String::new();
        let mut characters = source.chars();
        loop {
            match characters.next().expect("the string has an end") {
                '"' => return references(&text),
                '\\' => match characters.next().expect("a backslash is followed by something") {
                    'n' => text.push('\n'),
                    escaped @ ('"' | '\\') => text.push(escaped),
                    other => panic!("unknown escape \\{other}"),
                },
                character => text.push(character),
            }
        }
    }

    /// The text of an HTML-like label or of a part of it.
    pub(in super::super) fn html(source: &str) -> String {
        let mut text = String::new();
        let mut rest = source.replace("<BR ALIGN=\"LEFT\"/>", "\n");
        while let Some(start) = rest.find('<') {
            text.push_str(&rest[..start]);
            let end = rest[start..].find('>').expect("the tag has an end");
            rest = rest[start + end + 1..].to_owned();
        }
        assert!(!rest.contains('>'), "a bare > in {source}");
        references(&(text + &rest)).replace(r"\\", r"\")
    }

    fn references(text: &str) -> String {
        let mut seen = String::new();
        let mut rest = text;
        while let Some(start) = rest.find('&') {
            seen.push_str(&rest[..start]);
            let end = rest[start..].find(';').expect("the reference has an end");
            seen.push(match &rest[start..=start + end] {
                "&amp;" => '&',
                "&lt;" => '<',
                "&gt;" => '>',
                "&quot;" => '"',
                other => panic!("unknown reference {other}"),
            });
            rest = &rest[start + end + 1..];
        }
        seen + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use proptest::prelude::*;

    #[test]
    fn special_characters_of_a_quoted_string() {
        expect![[r#"say \"hi\" \\N &amp;lt; <b>\nnext"#]]
            .assert_eq(&quoted("say \"hi\" \\N &lt; <b>\nnext"));
    }

    #[test]
    fn special_characters_of_a_table() {
        expect![[r#"&lt;b&gt; &amp;lt; &quot;é × →&quot;<BR ALIGN="LEFT"/>\\N 日本"#]]
            .assert_eq(&html("<b> &lt; \"é × →\"\n\\N 日本"));
    }

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(
            visible("a\tb\r\u{1b}[0m\u{0}\u{202e}\u{ffff}"),
            r"a\tb\r\u{1b}[0m\u{0}\u{202e}\u{ffff}"
        );
        assert_eq!(visible("é × → 日本 \u{10ff01}\n"), "é × → 日本 \u{10ff01}\n");
    }

    #[test]
    fn backslashes_of_a_tooltip_are_there_four_times() {
        assert_eq!(quoted_tooltip("a\\N\n"), r"a\\\\N\n");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_from_a_quoted_string(text in any::<String>()) {
            prop_assert_eq!(reader::quoted(&(quoted(&text) + "\" tail")), visible(&text));
        }

        #[test]
        fn any_text_comes_back_from_a_table(text in any::<String>()) {
            prop_assert_eq!(reader::html(&html(&text)), visible(&text));
        }

        #[test]
        fn dense_special_characters_come_back(text in r#"[\\"&<>;nNlrG\n#x]{0,40}"#) {
            prop_assert_eq!(reader::quoted(&(quoted(&text) + "\"")), &*text);
            prop_assert_eq!(reader::html(&html(&text)), text);
        }
    }
}
