//! One list, page after page.

use super::Gathering;
use super::server::{Effort, Failure, Refusal, escape};
use crate::decode::{Decoder, Page};
use crate::snapshot::Kind;

/// Objects in a page.
const PAGE: usize = 500;

/// Objects in a page where pages of the usual size are too large.
const SMALL_PAGE: usize = 20;

/// The most pages that are read of a list.
const MAX_PAGES: usize = 2000;

/// What only metadata are asked for with.
const METADATA: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/// A list to ask for.
pub(super) struct List {
    /// Its path.
    pub path: String,
    /// What gaps are told with.
    pub name: String,
    /// What its items are.
    pub items: Items,
    /// Whether only metadata are asked for.
    pub only_metadata: bool,
}

/// What the items of a list are.
pub(super) enum Items {
    /// Of a kind with a type of its own.
    Known(Kind),
    /// Of another kind.
    Custom(String),
}

/// Why a list was not read to its end.
#[derive(Debug)]
pub(super) struct Stopped {
    /// How many pages were read, wholly or in part, which are kept.
    pub n_pages: usize,
    /// What happened then.
    pub failure: Failure,
}

impl Stopped {
    /// In words.
    pub(super) fn why(&self) -> String {
        match (self.n_pages, &self.failure) {
            (0, failure) => failure.to_string(),
            (n, failure) => format!("not whole: stopped at page {n}: {failure}"),
        }
    }
}

impl List {
    /// Reads a list into the snapshot. What was read before a failure is kept.
    pub(super) async fn read(&self, gathering: &Gathering) -> Result<(), Stopped> {
        let mut pages = Pages { next: None, limit: PAGE, n_read: 0, n_expired: 0, retried: false };
        loop {
            let path = pages.path(&self.path);
            let accept = self.only_metadata.then_some(METADATA);
            let next = match gathering.server.get(&path, accept, Effort::Usual).await {
                Ok(body) => pages.after_page(self.decode(gathering, &body)),
                Err(Failure::Cut { body, why }) => {
                    // Only for what came of it.
                    self.decode(gathering, &body);
                    pages.n_read += 1;
                    Err(Failure::Cut { body: Vec::new(), why })
                }
                Err(failure) => pages.after_failure(failure),
            };
            match next {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(failure) => return Err(Stopped { n_pages: pages.n_read, failure }),
            }
        }
    }

    fn decode(&self, gathering: &Gathering, body: &[u8]) -> Page {
        gathering.decode(|decoder: &mut Decoder| match &self.items {
            Items::Known(kind) => decoder.read_page(&self.name, *kind, body),
            Items::Custom(kind) => decoder.read_custom_page(&self.name, kind, body),
        })
    }
}

/// How far a list has been read.
struct Pages {
    next: Option<String>,
    limit: usize,
    n_read: usize,
    n_expired: usize,
    /// Whether the page that is being read was asked for before.
    retried: bool,
}

impl Pages {
    /// The path of the page to read. No resource version is asked for: a limit counts only without one.
    fn path(&self, list: &str) -> String {
        match &self.next {
            None => format!("{list}?limit={}", self.limit),
            Some(token) => format!("{list}?limit={}&continue={}", self.limit, escape(token)),
        }
    }

    /// Whether there is more to ask for.
    fn after_page(&mut self, page: Page) -> Result<bool, Failure> {
        if let Some(why) = page.broken {
            if !std::mem::replace(&mut self.retried, true) {
                return Ok(true);
            }
            self.n_read += 1;
            return Err(Failure::Broken(format!("the answer is broken: {why}")));
        }
        self.retried = false;
        self.n_read += 1;
        if page.next.is_some() && page.next == self.next {
            return Err(Failure::Broken("the server gave the same page again".to_owned()));
        }
        if page.next.is_some() && self.n_read >= MAX_PAGES {
            return Err(Failure::Broken(format!("more than {MAX_PAGES} pages")));
        }
        self.next = page.next;
        Ok(self.next.is_some())
    }

    /// Whether there is another way to go on.
    fn after_failure(&mut self, failure: Failure) -> Result<bool, Failure> {
        match failure {
            // The token is too old. The server's new one leads through the rest, as it is by now;
            // else the list is read anew, once, which reads some objects twice.
            Failure::Status(Refusal { code: 410, next, .. })
                if self.n_expired < if next.is_some() { 3 } else { 1 } =>
            {
                self.n_expired += 1;
                self.next = next;
                Ok(true)
            }
            Failure::TooLarge if self.limit > SMALL_PAGE => {
                self.limit = SMALL_PAGE;
                Ok(true)
            }
            failure => Err(failure),
        }
    }
}
