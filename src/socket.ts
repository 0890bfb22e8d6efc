/**
 * `partyline/socket`: sockets that send and receive whole messages, and the codec of their frames, for
 * programs that speak the protocol themselves.
 */
export {
  type ErrorCode,
  type ErrorDetails,
  errorSentences,
  PartylineError,
  WordedError,
} from './base/errors.ts';
export type { SentenceFacts, Worded, Words } from './base/worded.ts';
export type { Channel, ChannelHandlers } from './wire/channel.ts';
export { encodeFrame, encodeFrames, FrameDecoder, headerBytes } from './wire/frame.ts';
export { MessageChannel } from './wire/message-channel.ts';
export { ClearMessageSocket, MessageSocket, type Messaging } from './wire/message-socket.ts';
