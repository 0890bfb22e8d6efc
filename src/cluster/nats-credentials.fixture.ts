import { randomBytes } from 'node:crypto';
import { nkeys } from '@nats-io/transport-node';

/* Accounts of nats-servers and credentials of their users, as `nsc` makes them. */

/** Subjects that a user may publish to and hear. */
export interface NatsRights {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

const unlimited = -1;
const accountLimits = {
  ...{ subs: unlimited, data: unlimited, payload: unlimited, conn: unlimited, leaf: unlimited },
  ...{ imports: unlimited, exports: unlimited, wildcards: true },
};
const storage = {
  mem_storage: unlimited,
  disk_storage: unlimited,
  streams: unlimited,
  consumer: unlimited,
};

/** An operator with one account, whose users a nats-server lets in by their credentials. */
export class NatsAccount {
  readonly #operator = nkeys.createOperator();
  readonly #account = nkeys.createAccount();
  readonly #system = nkeys.createAccount();

  /** Lines for the file of the nats-servers. */
  get configuration(): string {
    const operator = sign(this.#operator, this.#operator, { type: 'operator' });
    const account = this.#claim(this.#account, { ...accountLimits, ...storage });
    const system = this.#claim(this.#system, accountLimits);
    return `operator: ${operator}
      system_account: ${this.#system.getPublicKey()}
      resolver: MEMORY
      resolver_preload {
        ${this.#account.getPublicKey()}: ${account}
        ${this.#system.getPublicKey()}: ${system}
      }`;
  }

  /**
   * The content of a file of credentials.
   *
   * @param rights everything if left out
   */
  credentials(rights?: NatsRights): string {
    const user = nkeys.createUser();
    const permissions =
      rights === undefined
        ? { pub: {}, sub: {} }
        : { pub: { allow: rights.publish }, sub: { allow: rights.subscribe } };
    const limits = { subs: unlimited, data: unlimited, payload: unlimited };
    const token = sign(this.#account, user, { ...permissions, ...limits, type: 'user' });
    const seed = new TextDecoder().decode(user.getSeed());
    return [
      '-----BEGIN NATS USER JWT-----',
      token,
      '------END NATS USER JWT------',
      '',
      '-----BEGIN USER NKEY SEED-----',
      seed,
      '------END USER NKEY SEED------',
      '',
    ].join('\n');
  }

  #claim(account: nkeys.KeyPair, limits: object): string {
    const facts = { limits, default_permissions: { pub: {}, sub: {} }, type: 'account' };
    return sign(this.#operator, account, facts);
  }
}

/** A JWT of NATS: signed by `issuer`, about `subject`. */
function sign(issuer: nkeys.KeyPair, subject: nkeys.KeyPair, facts: object): string {
  const claims = {
    jti: randomBytes(16).toString('hex'),
    iat: Math.floor(Date.now() / 1_000),
    iss: issuer.getPublicKey(),
    name: 'test',
    sub: subject.getPublicKey(),
    nats: { ...facts, version: 2 },
  };
  const head = encode({ typ: 'JWT', alg: 'ed25519-nkey' });
  const signed = `${head}.${encode(claims)}`;
  const signature = issuer.sign(new TextEncoder().encode(signed));
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
