import type { MemberMessages } from './messages.ts';

/**
 * A post as clients write it: fields in this order, no white space, and nothing escaped in the text. The
 * patterns are those of the schemas; an `id` of ten digits is left to them unless it begins with 1.
 */
const form =
  /^\{"type":"post","token":"([A-Za-z0-9_-]{43})","id":([1-9]\d{0,8}|1\d{9}),(?:"room":"(lobby|@\d{1,15}\.\d{1,15})"|"to":"([a-z0-9][a-z0-9._-]{0,31})"),"mid":"([A-Za-z0-9_-]{22})","kind":"(text|action)","text":"([ !#-[\]-\uffff]*)"\}$/;

/**
 * Reads a post in its usual form in one go; undefined for anything else, which is parsed and checked as
 * every message is. It gives what that would give.
 *
 * @param text the payload of a frame, decoded as `decodeText` does: without lone surrogates
 */
export function readUsualPost(text: string): MemberMessages['post'] | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, token, id, room, to, mid, kind, said] = match as unknown as readonly string[];
  const post = { type: 'post', token, id: Number(id), mid, kind, text: said };
  return (room === undefined ? { ...post, to } : { ...post, room }) as MemberMessages['post'];
}
