import type { ClusterOptions } from '../cluster/options.ts';
import type { CommandValues } from './options.ts';
import type { serveCommand } from './serve-command.ts';

/** The cluster that `serve` was given; undefined: the line runs on this machine alone. */
export function clusterOf(options: CommandValues<typeof serveCommand>): ClusterOptions | undefined {
  const { cluster: servers } = options;
  if (servers === undefined) return undefined;
  return {
    servers,
    name: options.clusterName,
    replicas: options.clusterReplicas,
    user: options.clusterUser,
    passwordFile: options.clusterPasswordFile,
    nkeyFile: options.clusterNkey,
    credentialsFile: options.clusterCredentials,
    caFile: options.clusterCa,
    certificateFile: options.clusterCert,
    keyFile: options.clusterKey,
  };
}
