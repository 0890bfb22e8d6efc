import type { Clock } from '../../base/clock.ts';
import type { Post } from '../../chat/post.ts';
import type { Directory } from '../../store/directory.ts';
import type { Request } from '../../wire/requests.ts';
import { writeContent } from '../../words/content.ts';
import { assertPostable } from '../../words/post-content.ts';
import type { Posts } from '../delivery/posts.ts';
import { personNamed } from './account-named.ts';
import type { Handler, Requester } from './handler.ts';

/** `post`: hands it to the journal; the requester is told itself what became of it. */
export function post(parts: {
  readonly posts: Posts;
  readonly clock: Clock;
  readonly directory: Directory;
}): Handler<'post'> {
  const { posts, clock, directory } = parts;
  return (requester, request) => {
    const { id, mid, content, of = 0 } = request;
    assertPostable(content, of);
    posts.propose(requester.posts, id, {
      type: 'post',
      at: clock.now(),
      account: requester.account,
      to: destinationOf(directory, requester, request),
      mid,
      content: writeContent(content),
      of,
    });
    return undefined;
  };
}

/** Throws `name.unknown`, `room.unknown` and `forbidden`. */
function destinationOf(
  directory: Directory,
  requester: Requester,
  { room }: Request<'post'>,
): Post['to'] {
  if (room.startsWith('@')) {
    const other = personNamed(directory, room.slice(1));
    requester.permissions.assertMayWrite(requester.conversationWith(other));
    return { account: other.id };
  }
  return { room: requester.permissions.roomFor('post', room) };
}
