//! From a kubeconfig, or from within a pod, to a client.

use std::path::PathBuf;

use kube::config::{Cluster, Context, KubeConfigOptions, Kubeconfig, NamedExtension};
use kube::{Client, Config};

use super::GatherError;
use super::server::chain;
use crate::gather::minikube_home;

/// Which cluster is meant, as `kubectl` takes it.
#[derive(Clone, Debug)]
pub struct ConnectOptions {
    /// The file; else those that `KUBECONFIG` lists, else `~/.kube/config`.
    pub kubeconfig: Option<PathBuf>,
    /// The context; else the current one.
    pub context: Option<String>,
}

/// What the kubeconfig says of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContextInfo {
    /// The context's name; `in-cluster` where there is no kubeconfig.
    pub name: String,
    /// The cluster's name, which is the profile's where minikube made it.
    pub cluster: String,
    /// The address of its API server.
    pub server: String,
    /// The context's own namespace, or `default`.
    pub namespace: String,
    /// What minikube wrote there, where it made the cluster.
    pub minikube: Option<MinikubeContext>,
}

/// A cluster that minikube made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MinikubeContext {
    /// The version that last wrote the kubeconfig.
    pub version: String,
    /// minikube's folder, by the environment.
    pub home: Option<PathBuf>,
}

/// Makes a client for a cluster; nothing is asked of it yet. Must be called within tokio's runtime.
pub async fn connect(options: &ConnectOptions) -> Result<(Client, ContextInfo), GatherError> {
    let Some(kubeconfig) = load(options)? else {
        return within_a_pod();
    };
    let name = options.context.clone().or_else(|| kubeconfig.current_context.clone());
    let name = name.filter(|name| !name.is_empty()).ok_or(GatherError::NoContext)?;
    let context = kubeconfig.contexts.iter().find(|context| context.name == name);
    let context = context.and_then(|named| named.context.clone());
    let context = context.ok_or_else(|| GatherError::UnknownContext {
        name: name.clone(),
        known: kubeconfig.contexts.iter().map(|context| context.name.clone()).collect(),
    })?;
    let cluster = kubeconfig.clusters.iter().find(|cluster| cluster.name == context.cluster);
    let minikube = minikube(&context, cluster.and_then(|named| named.cluster.as_ref()));
    let chosen = KubeConfigOptions { context: Some(name.clone()), ..KubeConfigOptions::default() };
    let config = Config::from_custom_kubeconfig(kubeconfig, &chosen).await;
    let config = config.map_err(|error| GatherError::Kubeconfig(chain(&error)))?;
    let about = ContextInfo {
        name,
        cluster: context.cluster,
        server: config.cluster_url.to_string(),
        namespace: config.default_namespace.clone(),
        minikube,
    };
    Ok((client(config)?, about))
}

fn client(mut config: Config) -> Result<Client, GatherError> {
    // Requests are tried again by `Server`, which knows what has been waited for already.
    config.default_retry = false;
    Client::try_from(config).map_err(|error| GatherError::Kubeconfig(chain(&error)))
}

fn within_a_pod() -> Result<(Client, ContextInfo), GatherError> {
    let config = Config::incluster().map_err(|_| GatherError::NoKubeconfig)?;
    let about = ContextInfo {
        name: "in-cluster".to_owned(),
        server: config.cluster_url.to_string(),
        namespace: config.default_namespace.clone(),
        ..ContextInfo::default()
    };
    Ok((client(config)?, about))
}

/// The kubeconfig, merged of several where `KUBECONFIG` lists them; nothing where there is none. Files
/// of that list that do not exist are passed over, as kubectl does.
fn load(options: &ConnectOptions) -> Result<Option<Kubeconfig>, GatherError> {
    let failed = |error| GatherError::Kubeconfig(chain(&error));
    if let Some(path) = &options.kubeconfig {
        return Kubeconfig::read_from(path).map(Some).map_err(failed);
    }
    let listed = std::env::var_os("KUBECONFIG").unwrap_or_default();
    let mut paths: Vec<PathBuf> =
        std::env::split_paths(&listed).filter(|path| !path.as_os_str().is_empty()).collect();
    if paths.is_empty() {
        paths.extend(std::env::home_dir().map(|home| home.join(".kube").join("config")));
    }
    let mut merged: Option<Kubeconfig> = None;
    for path in paths.iter().filter(|path| path.exists()) {
        let next = Kubeconfig::read_from(path).map_err(failed)?;
        merged = Some(match merged {
            Some(first) => first.merge(next).map_err(failed)?,
            None => next,
        });
    }
    Ok(merged)
}

/// What minikube wrote into the extensions of a context, or of its cluster.
fn minikube(context: &Context, cluster: Option<&Cluster>) -> Option<MinikubeContext> {
    let of = |extensions: Option<&Vec<NamedExtension>>| {
        let mut extensions = extensions?.iter().map(|named| &named.extension);
        let ours = extensions.find(|extension| extension["provider"] == "minikube.sigs.k8s.io")?;
        Some(ours["version"].as_str().unwrap_or_default().to_owned())
    };
    let version = of(context.extensions.as_ref())
        .or_else(|| of(cluster.and_then(|cluster| cluster.extensions.as_ref())))?;
    Some(MinikubeContext { version, home: minikube_home::locate() })
}
