import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Partyline with a Node of its own, for machines without one: a folder with the package, the program of Node, and what
 * starts the one with the other. It lies anywhere, and a link may lead to it.
 */

/** Asks for nothing on the search path: `command -p` looks in the system's own folders. */
const launcher = `#!/bin/sh
# Starts Partyline with the Node beside this file.
self=$0
while [ -L "$self" ]; do
  target=$(command -p readlink -- "$self")
  case $target in
    /*) self=$target ;;
    *) self=\${self%/*}/$target ;;
  esac
done
case $self in */*) ;; *) self=./$self ;; esac
exec "\${self%/*}/node" "\${self%/*}/package/bin/partyline.cjs" "$@"
`;

/** The parts that a portable Partyline is put together from. */
export interface Parts {
  /** The folder of the unpacked package, which is moved. */
  readonly packageFolder: string;
  /** The program of Node. */
  readonly node: string;
  /** Its licence, and those of what is in it. */
  readonly nodeLicense: string;
}

/** Puts it together in `folder`, which is made. Throws if the licence of Node is not there. */
export function makePortable(folder: string, { packageFolder, node, nodeLicense }: Parts): void {
  if (!existsSync(nodeLicense)) {
    throw new Error(
      `The licence of Node is not at ${nodeLicense}, and has to be given with it: npm ci brings it.`,
    );
  }
  mkdirSync(folder);
  renameSync(packageFolder, join(folder, 'package'));
  copyFileSync(node, join(folder, 'node'));
  chmodSync(join(folder, 'node'), 0o755);
  copyFileSync(nodeLicense, join(folder, 'LICENSE-node'));
  writeFileSync(join(folder, 'partyline'), launcher, { mode: 0o755 });
}
