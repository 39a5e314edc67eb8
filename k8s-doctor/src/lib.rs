//! From a Kubernetes symptom to its root cause.
