import { errors, type NatsConnection } from '@nats-io/transport-node';
import { DeniedError } from '../base/errors.ts';
import { usualClusterName } from './options.ts';

/* What the user that a node shows the nats-servers has to be allowed there. */

/**
 * Looks whether a node may tell and hear the others; whether it may ask for the stream shows by itself.
 *
 * @param name of the line
 * @throws DeniedError (by rejection) when it may not
 */
export async function assertRights(
  connection: NatsConnection,
  name = usualClusterName,
): Promise<void> {
  const subject = `${name}.bus.rights`;
  try {
    await connection.request(subject, '', { timeout: 1_000 });
  } catch (error) {
    // Nobody answers, which they may all the same.
    if (isDenial(error)) throw denied(connection, error);
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const subscription = connection.subscribe(subject, {
    callback: (error) => {
      if (error !== null) reject(denied(connection, error));
    },
  });
  // A refusal comes before the answer to what was sent later.
  connection.flush().then(resolve, reject);
  await promise;
  subscription.unsubscribe();
}

/** Whether a nats-server has refused a subject. */
export function isDenial(error: unknown): boolean {
  const { cause } = error as Error;
  return [error, cause].some((one) => one instanceof errors.PermissionViolationError);
}

/** The refusal, with what is needed. */
export function denied(connection: NatsConnection, error: unknown): DeniedError {
  const { message } = error as Error;
  return new DeniedError(
    `The nats-server ${connection.getServer()} does not let this node do what it has to (${message}): the user that it shows needs the subjects $JS.API.>, _INBOX.> and, with the name of the line, NAME.>.`,
    { cause: error },
  );
}
