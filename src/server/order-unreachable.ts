import type { Trouble } from './troubles.ts';

/** The trouble of a node that cannot put anything in the order of its line. */
export const orderUnreachable: Trouble = {
  event: 'order.unreachable',
  begun:
    'This node cannot reach the order of the line: no nats-server answers, or too few of them to agree. People who are ' +
    'here can read; what they send waits, and is stored when the order can be reached again. See that the nats-servers ' +
    'run and reach each other; nothing here has to be started again.',
  over: 'This node reaches the order of the line again: what waited is being stored.',
};
