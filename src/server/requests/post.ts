import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import type { Post } from '../../chat/post.ts';
import { directKey } from '../../chat/rooms.ts';
import type { Directory } from '../../store/directory.ts';
import type { Request } from '../../wire/requests.ts';
import type { Posts } from '../delivery/posts.ts';
import type { Handler, Requester } from './handler.ts';
import { personNamed } from './person-named.ts';

/** `post`: hands it to the journal; the requester is told itself what became of it. */
export function post(parts: {
  readonly posts: Posts;
  readonly clock: Clock;
  readonly directory: Directory;
}): Handler<'post'> {
  const { posts, clock, directory } = parts;
  return (requester, request) => {
    const { id, mid, kind, text } = request;
    posts.propose(requester, id, {
      type: 'post',
      at: clock.now(),
      account: requester.account,
      to: destinationOf(directory, requester, request),
      mid,
      kind,
      text,
    });
    return undefined;
  };
}

/** Throws `message.invalid`, `name.unknown`, `room.unknown` and `forbidden`. */
function destinationOf(
  directory: Directory,
  requester: Requester,
  { room, to }: Request<'post'>,
): Post['to'] {
  if ((room === undefined) === (to === undefined)) {
    const sentence = 'A post names either a room or a person in `to`.';
    throw new PartylineError('message.invalid', sentence, { field: 'to' });
  }
  if (to !== undefined) {
    const { id } = personNamed(directory, to);
    requester.permissions.assertMayWrite(directKey(requester.account, id));
    return { account: id };
  }
  return { room: requester.permissions.roomFor('post', room as string) };
}
