import type { Dialect } from './audience.ts';

/** IRC: a channel a group. A sender has joined as well; a server does not send back its messages. */
export const irc: Dialect = {
  sendersRead: true,
  steps({ group, number }) {
    const nick = `u${number}`;
    return [
      { say: `NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\n` },
      { await: ` 001 ${nick} ` },
      { say: `JOIN #room${group}\r\n` },
      { await: ` 366 ${nick} ` },
    ];
  },
  message: ({ group }) => Buffer.from(`PRIVMSG #room${group} :<<text>>\r\n`),
};
