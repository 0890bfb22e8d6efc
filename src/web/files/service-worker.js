// Keeps what the page is made of, so that it opens while the line is down: nothing that anybody said is kept here.
const version = 'VERSION';
const shell = SHELL;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(version).then((cache) => cache.addAll(shell)));
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  const others = (names) => names.filter((name) => name !== version);
  const remove = (names) => Promise.all(others(names).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(remove));
});

self.addEventListener('notificationclick', (event) => {
  const { notification } = event;
  notification.close();
  // The tab that was looked at last is the first.
  const answer = async () => {
    const [page] = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    if (page === undefined) return clients.openWindow('/');
    page.postMessage(notification.data);
    return page.focus();
  };
  event.waitUntil(answer());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || !shell.includes(pathname))
    return;
  const kept = () => caches.match(pathname, { cacheName: version });
  if (pathname.startsWith('/assets/')) {
    // Their names change with their contents.
    event.respondWith(kept().then((found) => found ?? fetch(request)));
  } else
    event.respondWith(
      fetch(request).catch(() => kept().then((found) => found ?? Response.error())),
    );
});
