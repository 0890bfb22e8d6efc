-- Prosody: rooms without history, for guests, on connections without TLS.
run_as_root = true
pidfile = "@FOLDER@/prosody.pid"
data_path = "@FOLDER@"
certificates = "@FOLDER@"
log = { error = "@FOLDER@/prosody.log" }
storage = "memory"
interfaces = { "127.0.0.1" }
c2s_ports = { @PORT@ }
c2s_direct_tls_ports = {}
c2s_require_encryption = false
modules_enabled = { "saslauth" }
modules_disabled = { "s2s", "s2s_auth_certs", "offline", "tls" }

VirtualHost "localhost"
authentication = "anonymous"

Component "rooms.localhost" "muc"
restrict_room_creation = false
muc_room_cache_size = 10000
muc_room_locking = false
muc_tombstones = false
max_history_messages = 0
muc_room_default_history_length = 0
-- Those in a room are told only of the one who made it: else joining grows with the square of a room.
muc_room_default_presence_broadcast = { visitor = false, participant = false, moderator = true }
