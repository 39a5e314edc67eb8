//! Values of secrets never get into a snapshot, and are not even asked for without need.

use serde_json::json;

use crate::cluster::{Answer, Asked, Cluster, as_it_is, gaps, options};

/// Base64, as the API has it, and plain.
const SENTINELS: &[&str] = &["c2VudGluZWw=", "sentinel"];

fn cluster() -> Cluster {
    let mut cluster = Cluster::current();
    let applied = r#"{"data":{"password":"c2VudGluZWw="},"stringData":{"password":"sentinel"}}"#;
    let metadata = json!({"namespace": "shop", "name": "db", "annotations":
        {"kubectl.kubernetes.io/last-applied-configuration": applied}});
    cluster.add(
        "secrets",
        json!({"metadata": metadata, "type": "Opaque",
        "data": {"password": "c2VudGluZWw="}}),
    );
    cluster.add(
        "configmaps",
        json!({"metadata": metadata, "data": {"app.conf": "sentinel"},
        "binaryData": {"key.bin": "c2VudGluZWw="}}),
    );
    cluster
}

fn assert_silent(text: &str) {
    for sentinel in SENTINELS {
        assert!(!text.contains(sentinel), "{sentinel} in {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn names_without_keys() {
    let check = |asked: &Asked| {
        let accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
        assert_eq!(asked.path == "/api/v1/secrets", asked.accept == accept, "{asked:?}");
        None
    };
    let (snapshot, _) = cluster().read(&options(), check).await;
    let snapshot = snapshot.unwrap();
    let secret = snapshot.secrets.get("shop", "db").unwrap();
    assert!(!secret.keys_known() && secret.data.0.is_empty());
    assert!(snapshot.secrets.is_whole() && snapshot.secrets.lacks("shop", "cache"));
    let config_map = snapshot.config_maps.get("shop", "db").unwrap();
    assert!(config_map.data.contains_key("app.conf"));
    assert_silent(&format!("{snapshot:?}"));
    assert_eq!(gaps(&snapshot), "");
}

#[tokio::test(start_paused = true)]
async fn keys_on_demand() {
    let mut with_keys = options();
    with_keys.secret_keys = true;
    let (snapshot, _) = cluster().read(&with_keys, as_it_is).await;
    let snapshot = snapshot.unwrap();
    let secret = snapshot.secrets.get("shop", "db").unwrap();
    assert!(secret.keys_known() && secret.data.0.contains("password"));
    assert_silent(&format!("{snapshot:?}"));
}

/// What cannot be decoded is told without what is in it.
#[tokio::test(start_paused = true)]
async fn not_in_gaps_either() {
    let broken = |asked: &Asked| {
        (asked.path == "/api/v1/secrets").then(|| {
            let items = json!([{"metadata": {"namespace": "shop", "name": "db"},
                "type": "Opaque", "data": "c2VudGluZWw="}]);
            Answer::json(200, &json!({"kind": "SecretList", "metadata": {}, "items": items}))
        })
    };
    let (snapshot, _) = cluster().read(&options(), broken).await;
    let snapshot = snapshot.unwrap();
    assert_eq!(snapshot.gaps.len(), 1);
    assert_silent(&format!("{snapshot:?}"));
}
