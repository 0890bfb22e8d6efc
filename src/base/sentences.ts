const forms = 'write HOST, HOST:PORT, [IPv6]:PORT or partyline://HOST:PORT#FINGERPRINT';

/**
 * The sentences in which servers and clients say more than a code does, by name, with holes for the facts in them.
 * They are English; terminal/texts has them in the other languages.
 */
export const sentences = {
  'needs.operator': 'Only an operator can do this.',
  'needs.device':
    'Only the own connection of a device may change or list what belongs to the account, not a program beside it.',
  'muted.room': 'You are muted in this room{until}{reason}',
  'muted.line': 'You are muted on this line{until}{reason}',
  'muted.network': 'The network you come from is muted on this line{until}{reason}',
  'banned.account': 'The account is banned from this line{until}{reason}',
  'banned.network': 'The network you come from is banned from this line{until}{reason}',
  'banned.room': 'You are banned from this room{until}{reason}',
  'ended.kicked': 'The operator has ended your connection{reason}',
  'ended.revoked': 'This session was ended; log in again with the password.',
  'ended.stopping': 'The server is stopping.',
  'ended.stopping-for': 'The server is stopping ({why}).',
  'ended.storage':
    'The server cannot store anything any more and has to stop. Only what it has acknowledged counts as sent.',
  'ended.replaced': 'This device has connected again.',
  'ended.app-token': 'The app token has expired.',
  'ended.silent': 'Nothing was heard from you for {seconds} seconds.',
  'ended.slow-login': 'Logging in took too long.',
  'ended.left': 'The line was left.',
  'ended.aborted': 'The line was ended from this side.',

  'name.nobody': 'There is nobody called {name} on this line.',
  'name.nobody-in-room': 'There is nobody called {name} in this room.',
  'name.not-in-room': '{name} is not in this room.',
  'name.empty':
    'The name is empty: a name has 1 to {most} characters out of a-z, 0-9, ".", "_" and "-", and begins with a letter or a digit.',
  'name.wrong':
    '{name} cannot be a name: a name has 1 to {most} characters out of a-z, 0-9, ".", "_" and "-", and begins with a letter or a digit.',
  'name.empty-in':
    '{room}: The name is empty: a name has 1 to {most} characters out of a-z, 0-9, ".", "_" and "-", and begins with a letter or a digit.',
  'name.wrong-in':
    '{room}: {name} cannot be a name: a name has 1 to {most} characters out of a-z, 0-9, ".", "_" and "-", and begins with a letter or a digit.',
  'self.act': 'You cannot do this to yourself.',
  'self.kick': 'You cannot kick yourself.',
  'self.ignore': 'You cannot ignore yourself.',
  'self.write': 'You cannot write to yourself.',
  'self.role': 'You cannot give yourself more than you have.',
  'self.step-down': 'You cannot make yourself a member: another operator has to.',
  'operator.of-line': '{name} is an operator of this line.',
  'operator.at-server': '{name} is the operator at the server itself, and stays an operator.',
  'operator.not-banned': 'An operator cannot be banned.',
  'operator.not-muted': 'An operator cannot be muted.',
  'owner.of-room': '{name} is an owner of the room.',
  'owner.only': 'You are the only owner of this room: make somebody else an owner first.',

  'room.form': 'There is no room {text}: write #{name} for a room, @{name} for a person, or lobby.',
  'room.not-yours': 'There is no room {room} that you are in.',
  'room.none-made': 'There is no room #{room}, and only an operator of the line can make one.',
  'room.name-public': 'There is a public room #{room} already.',
  'room.lobby-stays': 'The lobby stays what it is: everybody on the line is in it.',
  'room.read': 'Only members of the room can read it: join it first.',
  'room.post':
    'You cannot post in this room: you are not in it, it is archived, or only its operators post.',
  'room.join': 'This room cannot be joined.',
  'room.leave':
    'Nobody can leave this room: everybody is in the lobby, and a conversation has fixed members.',
  'room.invite':
    'Only operators of a private room can invite to it, and nobody to a room that is archived.',
  'room.set-topic': 'Only an operator of the room can set its topic.',
  'room.configure': 'Only an owner of the room can do this.',
  'room.operate': 'Only an operator of the room can do this.',
  'room.archived': 'The room is archived: nobody posts in it any more.',
  'room.announce': 'Only an operator can make announcements.',
  'room.readonly': 'Only operators of this room post in it.',
  'room.slow': 'You may post in this room once in {seconds} s: wait another {wait} s.',
  'room.one-setting': 'One setting of a room is changed at a time, or its name.',
  'rooms.full': 'You are in {count} rooms, as many as an account may be in: leave one first.',
  'rooms.full-of': '{name} has as many rooms as an account may have.',
  'rooms.made': 'You have made {count} rooms, as many as an account may: archive one first.',
  'invite.banned': '{name} is banned from this room: end the ban first.',
  'conversation.size': 'A conversation has 2 to {most} people, yourself included.',
  'conversation.full':
    'A conversation has at most {most} people, and these are {count} besides you: a room, #NAME, takes more.',

  'network.wrong':
    '{text} is neither an IP address nor a network: write 192.0.2.7, 192.0.2.0/24, 2001:db8::7 or 2001:db8::/32.',
  'network.not-banned': 'The network {network} is not banned: name one as the list of bans has it.',
  'network.not-muted': 'The network {network} is not muted: name one as the list of bans has it.',
  'networks.full':
    'This line has {count} networks that are banned or muted, as many as it may: end one of them, or name a wider one.',
  'ban.past': 'A ban cannot end at {at}: that is not a time after now.',
  'mute.past': 'A mute cannot end at {at}: that is not a time after now.',
  'ban.of-all':
    'A ban of {network} would shut out nearly everybody. Nothing was done; to do it nevertheless, force it.',
  'ban.of-proxied':
    'A ban of {network} would shut out everybody whom a proxy or a tunnel on the machine of the server passes on. Nothing was done; to do it nevertheless, force it.',
  'ban.of-yourself':
    'A ban of {network} would shut out yourself: you come from {address}. Nothing was done; to do it nevertheless, force it.',
  'target.one': 'Either an account is named or a network.',

  'message.none': 'Entry {seq} of the room is no message that could be changed or answered.',
  'message.elsewhere':
    'The message was stored before in another room, which may have had this name then: it was not stored again.',
  'message.none-before': 'The room has no message {seq} that another could be about.',
  'edit.of-others': 'Only an operator can edit a message of others.',
  'edit.late': 'You can edit a message for a day; this one is older.',
  'delete.of-others': 'Only an operator can delete a message of others.',
  'delete.late': 'You can delete a message for a day; this one is older.',
  'urgent.not-waiting': 'Message {seq} of the room does not wait for you to acknowledge it.',
  'urgent.too-many':
    'A message can be urgent to {most} people, and more are in the room: name those to whom it is.',
  'urgent.nobody': 'There is nobody else to whom it could be urgent.',
  'text.bytes': 'The text has {bytes} bytes, and a message takes {most}: send it in parts.',
  'text.controls': 'The text has too many control characters for one message: send it in parts.',
  'emoji.wrong': '{attempt}: {text} is no emoji.',
  'unsent.full':
    'The message was not taken: {count} others wait for the line already; try again when they are through.',
  'words.full': 'You have {count} words that call you, as many as may be: remove one.',
  'ignored.full': 'You have {count} people whom you ignore, as many as may be: remove one.',
  'levels.full': 'You have {count} rooms with a level of their own, as many as may be: remove one.',
  'search.terms': 'A search needs a word, a person, a room, or that it is for links.',
  'search.filling':
    'The index of the search is being made, and {share} % are done; search again in a while.',
  'search.most-terms': '{attempt}: at most {most} words or phrases can be given at once.',
  'search.term-length': '{attempt}: a word or phrase has 1 to {most} characters, and no line ends.',
  'history.around':
    'The history around an entry cannot be bounded by "after" or "before": ask for one of them.',

  'sign-up.alike':
    '{name} looks like {alike}, the name that somebody has: choose one that nobody takes for it.',
  'sign-up.alike-operator':
    '{name} looks like {alike}, the name of an operator: choose one that nobody takes for it.',
  'sign-up.invited-only': 'This line takes newcomers by invitation only.',
  'sign-up.needs-invite': 'Signing up needs an invitation of the operator.',
  'sign-up.full': 'Too many newcomers wait for the operator already; try again in a few days.',
  'sign-up.locked-down': 'The line is locked down: it takes nobody new now.',
  'sign-up.kept-out':
    'The line is locked down, also for accounts that are as new as yours: wait until it is over.',
  'sign-up.many': 'Too many sign up at present, from your network or in all; try again later.',
  'sign-up.not-told': 'Whether a name is taken is told only while sign-up is open.',
  'password.old-wrong': 'The old password is wrong.',
  'password.empty': 'The password is empty: type at least one character.',
  'password.controls':
    'The password has a character that cannot be typed reliably: leave out control characters such as tabs and line ends.',
  'password.short': 'The password has {count} characters: it needs at least {least}.',
  'password.long': 'The password has {count} characters: {most} are the most it may have.',
  'password.name': 'The password is your name: choose something that others cannot guess.',
  'password.common':
    'This password is one of the 10,000 most common: choose something that others cannot guess.',
  'password.elsewhere': 'A password is changed in the client itself: type /password there.',
  'stretching.iterations':
    'The server asks for {value} passes to stretch the password: between {least} and {most} are acceptable, so the login was stopped; ask the operator about it.',
  'stretching.memory':
    'The server asks for {value} KiB of memory to stretch the password: between {least} and {most} are acceptable, so the login was stopped; ask the operator about it.',
  'stretching.parallelism':
    'The server asks for {value} lanes to stretch the password: between {least} and {most} are acceptable, so the login was stopped; ask the operator about it.',
  'node.alone':
    'This node cannot reach the others of the line at present; another one may, or try again in a moment.',
  'line.paused': 'The operator has paused the line.',
  'line.version': 'This server speaks version {server} of the protocol, the client {client}.',
  'session.full': 'The session has {count} connections already, as many as it may.',
  'token.useless': 'An app token that may neither read nor write is good for nothing.',
  'token.past': 'The app token would have expired already.',
  'token.taken': 'You have an app token called {name} already: revoke it, or choose another name.',
  'token.full': 'You have {count} app tokens, as many as an account may have: revoke one first.',

  'address.wrong': `"{text}" is not an address: ${forms}.`,
  'address.scheme': `{text}:// is not how an address of a line begins: ${forms}.`,
  'address.ipv6': `[{text}] is not an IPv6 address: ${forms}.`,
  'address.no-host': `The address names no host: ${forms}.`,
  'address.host': `"{text}" is not the name or address of a host: ${forms}.`,
  'address.fingerprint':
    '"{text}" is not a fingerprint: what follows the # has 43 letters, digits, - and _; copy all of it.',
  'address.query': '"?{text}" is not known: an address has ?invite=CODE, ?reset=CODE or neither.',
  'address.code': '"{text}" is not a code: it has letters, digits and -; copy all of it.',
  'port.wrong': '{text} is not a port: a port is a number from {least} to 65535.',
  'port.empty': 'An empty text is not a port: a port is a number from {least} to 65535.',

  'trust.register':
    'The key of {host} is not the one it had before, so no password was set there: ask the operator for the address with its fingerprint, and join with that.',
  'trust.other-key':
    'The server at {host} should have the key {expected}, but it shows {found}. Nothing was sent: check the address with the operator.',
  'trust.no-key':
    'The server at {host} should have the key {expected}, but it shows none. Nothing was sent: check the address with the operator.',
  'trust.between':
    'Somebody seems to sit between you and the server: the password was right, but the two sides do not see the same connection. Neither the password nor a session was given away. Try from another network, and tell the operator.',
  'gave-up.password': 'No password was given for {name}.',
  'gave-up.new-password': 'No password was chosen for {name}.',

  'connection.refused': 'Nothing listens on {place}: is the server running?',
  'connection.no-host': 'There is no host named {host}: check the spelling.',
  'connection.no-name': 'The name {host} cannot be looked up now: check the network.',
  'connection.no-way': 'There is no way to {host}: check the network.',
  'connection.no-answer': '{place} did not answer: check the address, and firewalls on the way.',
  'connection.no-answer-within':
    '{place} did not answer within {seconds} s: check the address, and firewalls on the way.',
  'connection.unsecured': '{place} hung up before the connection was secured.',
  'connection.no-tls':
    '{place} does not speak TLS 1.3, so it is no Partyline server, or one that runs in clear text (its address then begins with partyline+clear://).',
  'connection.failed': 'Cannot connect to {place}: {problem}.',
  'connection.foreign-folder': 'Cannot reach the server of {folder}: it belongs to another user.',
  'connection.no-server':
    'Cannot reach the server of {folder}: no server runs on this data folder.',
  'connection.cut': 'The connection was cut.',
  'connection.cut-midway': 'The connection was cut in the middle of a message.',
  'connection.hung-up': 'The server hung up.',
  'connection.silent': 'The server was silent for {seconds} s.',
  'connection.late-answer': 'The server did not answer in time.',
  'connection.down': 'The line is down at the moment.',
  'connection.down-before-answer': 'The line went down before the answer.',
  'connection.missing': 'Missing messages could not be fetched.',
  'connection.endless-news': 'The server sent news without end instead of an answer.',
  'connection.many-rooms': 'The server named more than {most} rooms.',
  'connection.unnamed-room': 'The server sent a message of a room it had not named.',
  'profile.full':
    'Cannot join: {most} clients of yours are on this server already; leave with one of them first.',
  'profile.damaged':
    'Cannot use {file}, which remembers a server: {problem}. Delete it to log in there with the password again.',
  'profile.unread': 'Cannot read {file}: {problem}.',

  'notice.key-changed':
    'The key of the server has changed. The login has proved that it is the same server, so the new key is trusted from now on.',
  'notice.history-replaced':
    'The history of the server was restored or replaced: conversations go on from what it has now.',
  'notice.no-answer':
    'There has been no answer from the server for {seconds} s; if none comes, the line is made anew.',
  'notice.missing': 'Message {from} of {room} is missing on the server.',
  'notice.missing-several': 'Messages {from} to {to} of {room} are missing on the server.',
} as const satisfies Readonly<Record<string, string>>;

/** Sentences that are put together where they are told; the other languages have them whole. */
export const composedSentences = [
  'notice.history-changed',
  'notice.dropped',
  'notice.dropped-several',
  'notice.dropped-older',
  'notice.not-saved',
] as const;
