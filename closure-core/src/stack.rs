//! Threads with room for deep trees: [`MAX_DEPTH`](crate::syntax::MAX_DEPTH) levels of nesting cost
//! the parser and the walks behind it more than a thread's usual stack may have left.

/// The stack of each thread; only what is touched of it takes memory.
const STACK_BYTES: usize = 64 << 20;

/// Runs `work`, and what it does in parallel, on threads with large stacks.
pub(crate) fn on_large_stacks<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build() {
        Ok(pool) => pool.install(work),
        // No threads are to be had: the caller's own must do.
        Err(_) => work(),
    }
}
