import type { Trouble } from './troubles.ts';

/**
 * The trouble of a node that cannot reach the order that it shares with others.
 *
 * @param reason a sentence
 */
export function alone(reason: string): Trouble {
  return {
    event: 'node.alone',
    begun:
      `This node cannot put anything in the order of the line: ${reason} ` +
      'Those who are here can read; what they post is pending until the order can be reached, and nobody can log in ' +
      'here. Look at the nats-servers, of which more than half have to run and reach each other, and at the way to them.',
    over: 'This node can put things in the order of the line again: what was pending is stored.',
  };
}
