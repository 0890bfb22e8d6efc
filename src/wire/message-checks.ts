// @ts-nocheck
// Made by npm run schema from the schemas in messages.ts, which see: the functions that typebox compiles
// them to, so that no program has to load typebox and compile them before it can take a message.
import { Guard } from 'typebox/guard';

/** Whether a value is a message of one type, whole and with nothing left over; by side and type. */
export const messageChecks: Readonly<
  Record<'greeting' | 'member' | 'server', ReadonlyMap<string, (value: unknown) => boolean>>
> = {
greeting: new Map([
["hello", (() => {
const External = [/^[^\x00-\x1f\x7f-\x9f]{1,64}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "versions" in value) && "client" in value) && "bindings" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "hello") && (Array.isArray(value.versions) && ((value.versions.every((unique_0, index) => ((Number.isInteger(unique_0) && (!((Number.isFinite(unique_0) || typeof unique_0 === "bigint")) || (unique_0 >= 1 && unique_0 <= 65535))))) && value.versions.length >= 1) && value.versions.length <= 16))) && (typeof value.client === "string" && External[0].test(value.client))) && (Array.isArray(value.bindings) && ((value.bindings.every((unique_1, index) => (((unique_1 === "tls-exporter" || unique_1 === "tls-server-end-point") || unique_1 === "none"))) && value.bindings.length >= 1) && value.bindings.length <= 3))))));
return (value) => check_0(value);
})()],
["account.lookup", (() => {
const External = [/^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "id" in value) && "name" in value) && Object.getOwnPropertyNames(value).length === 3) && (((typeof value.type === "string" && value.type === "account.lookup") && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.name === "string" && External[0].test(value.name))))));
return (value) => check_0(value);
})()],
["register.start", (() => {
const External = [/(^type$|^id$|^name$|^request$|^code$)/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u, /^[A-Za-z0-9_-]{1,1024}$/u, /^[a-z0-9-]{1,64}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "id" in value) && "name" in value) && "request" in value) && Object.getOwnPropertyNames(value).every((unique_0, unique_1) => ((External[0].test(unique_0) || false)))) && (((((typeof value.type === "string" && value.type === "register.start") && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.name === "string" && External[1].test(value.name))) && (typeof value.request === "string" && External[2].test(value.request))) && (value.code === undefined || (!("code" in value) || (typeof value.code === "string" && External[3].test(value.code))))))));
return (value) => check_0(value);
})()],
["register.finish", (() => {
const External = [/^[A-Za-z0-9_-]{1,1024}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "id" in value) && "record" in value) && Object.getOwnPropertyNames(value).length === 3) && (((typeof value.type === "string" && value.type === "register.finish") && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.record === "string" && External[0].test(value.record))))));
return (value) => check_0(value);
})()],
["login.start", (() => {
const External = [/^[a-z0-9][a-z0-9._-]{0,31}$/u, /^[A-Za-z0-9_-]{1,1024}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "id" in value) && "name" in value) && "ke1" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "login.start") && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.name === "string" && External[0].test(value.name))) && (typeof value.ke1 === "string" && External[1].test(value.ke1))))));
return (value) => check_0(value);
})()],
["login.finish", (() => {
const External = [/^[A-Za-z0-9_-]{1,1024}$/u, /^[A-Za-z0-9_-]{43}$/u, /^[^\x00-\x1f\x7f-\x9f]{1,64}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((((("type" in value && "id" in value) && "ke3" in value) && "binding" in value) && "proof" in value) && "device" in value) && Object.getOwnPropertyNames(value).length === 6) && ((((((typeof value.type === "string" && value.type === "login.finish") && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.ke3 === "string" && External[0].test(value.ke3))) && ((value.binding === "tls-exporter" || value.binding === "tls-server-end-point") || value.binding === "none")) && (typeof value.proof === "string" && External[1].test(value.proof))) && (typeof value.device === "string" && External[2].test(value.device))))));
return (value) => check_0(value);
})()],
["login.cancel", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("type" in value && "id" in value) && Object.getOwnPropertyNames(value).length === 2) && ((typeof value.type === "string" && value.type === "login.cancel") && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))))));
return (value) => check_0(value);
})()],
["resume", (() => {
const External = [/^[A-Za-z0-9_-]{22}$/u, /^[A-Za-z0-9_-]{43}$/u, /^[A-Za-z0-9_-]{22}$/u, /(^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$)/u, /^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((((("type" in value && "id" in value) && "session" in value) && "deviceToken" in value) && "epoch" in value) && "cursors" in value) && Object.getOwnPropertyNames(value).length === 6) && ((((((typeof value.type === "string" && value.type === "resume") && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.session === "string" && External[0].test(value.session))) && (typeof value.deviceToken === "string" && External[1].test(value.deviceToken))) && (typeof value.epoch === "string" && External[2].test(value.epoch))) && ((typeof value.cursors === "object" && value.cursors !== null && !(Array.isArray(value.cursors))) && ((Object.getOwnPropertyNames(value.cursors).every((unique_0, unique_1) => ((External[3].test(unique_0) || false))) && Object.entries(value.cursors).every(([unique_2, unique_3], _) => ((!(External[4].test(unique_2)) || (Number.isInteger(unique_3) && (!((Number.isFinite(unique_3) || typeof unique_3 === "bigint")) || (unique_3 >= 0 && unique_3 <= 9007199254740991))))))) && Object.getOwnPropertyNames(value.cursors).length <= 1000))))));
return (value) => check_0(value);
})()],
["attach", (() => {
const External = [/(^type$|^id$|^session$|^secret$|^receive$|^present$|^epoch$|^cursors$)/u, /^[A-Za-z0-9_-]{22}$/u, /^[A-Za-z0-9_-]{43}$/u, /^[A-Za-z0-9_-]{22}$/u, /(^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$)/u, /^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((((("type" in value && "id" in value) && "session" in value) && "secret" in value) && "receive" in value) && "present" in value) && Object.getOwnPropertyNames(value).every((unique_0, unique_1) => ((External[0].test(unique_0) || false)))) && ((((((((typeof value.type === "string" && value.type === "attach") && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.session === "string" && External[1].test(value.session))) && (typeof value.secret === "string" && External[2].test(value.secret))) && typeof value.receive === "boolean") && typeof value.present === "boolean") && (value.epoch === undefined || (!("epoch" in value) || (typeof value.epoch === "string" && External[3].test(value.epoch))))) && (value.cursors === undefined || (!("cursors" in value) || ((typeof value.cursors === "object" && value.cursors !== null && !(Array.isArray(value.cursors))) && ((Object.getOwnPropertyNames(value.cursors).every((unique_2, unique_3) => ((External[4].test(unique_2) || false))) && Object.entries(value.cursors).every(([unique_4, unique_5], _) => ((!(External[5].test(unique_4)) || (Number.isInteger(unique_5) && (!((Number.isFinite(unique_5) || typeof unique_5 === "bigint")) || (unique_5 >= 0 && unique_5 <= 9007199254740991))))))) && Object.getOwnPropertyNames(value.cursors).length <= 1000))))))));
return (value) => check_0(value);
})()],
["local.login", (() => {
const External = [/^[^\x00-\x1f\x7f-\x9f]{1,64}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "id" in value) && "device" in value) && "receive" in value) && "present" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "local.login") && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.device === "string" && External[0].test(value.device))) && typeof value.receive === "boolean") && typeof value.present === "boolean"))));
return (value) => check_0(value);
})()],
]),
member: new Map([
["post", (() => {
const External = [/(^type$|^token$|^id$|^room$|^to$|^mid$|^kind$|^text$)/u, /^[A-Za-z0-9_-]{43}$/u, /^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u, /^[A-Za-z0-9_-]{22}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((((("type" in value && "token" in value) && "id" in value) && "mid" in value) && "kind" in value) && "text" in value) && Object.getOwnPropertyNames(value).every((unique_0, unique_1) => ((External[0].test(unique_0) || false)))) && ((((((((typeof value.type === "string" && value.type === "post") && (typeof value.token === "string" && External[1].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (value.room === undefined || (!("room" in value) || (typeof value.room === "string" && External[2].test(value.room))))) && (value.to === undefined || (!("to" in value) || (typeof value.to === "string" && External[3].test(value.to))))) && (typeof value.mid === "string" && External[4].test(value.mid))) && ((value.kind === "text" || value.kind === "action") || value.kind === "announcement")) && typeof value.text === "string"))));
return (value) => check_0(value);
})()],
["who", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "token" in value) && "id" in value) && Object.getOwnPropertyNames(value).length === 3) && (((typeof value.type === "string" && value.type === "who") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))))));
return (value) => check_0(value);
})()],
["history", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((((("type" in value && "token" in value) && "id" in value) && "room" in value) && "after" in value) && "limit" in value) && Object.getOwnPropertyNames(value).length === 6) && ((((((typeof value.type === "string" && value.type === "history") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.room === "string" && External[1].test(value.room))) && (Number.isInteger(value.after) && (!((Number.isFinite(value.after) || typeof value.after === "bigint")) || (value.after >= 0 && value.after <= 9007199254740991)))) && (Number.isInteger(value.limit) && (!((Number.isFinite(value.limit) || typeof value.limit === "bigint")) || (value.limit >= 1 && value.limit <= 1000)))))));
return (value) => check_0(value);
})()],
["history.find", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "token" in value) && "id" in value) && "room" in value) && "at" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "history.find") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.room === "string" && External[1].test(value.room))) && (Number.isInteger(value.at) && (!((Number.isFinite(value.at) || typeof value.at === "bigint")) || (value.at >= 0 && value.at <= 8640000000000000)))))));
return (value) => check_0(value);
})()],
["sessions", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "token" in value) && "id" in value) && Object.getOwnPropertyNames(value).length === 3) && (((typeof value.type === "string" && value.type === "sessions") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))))));
return (value) => check_0(value);
})()],
["token.create", (() => {
const External = [/(^type$|^token$|^id$|^name$|^read$|^write$|^rooms$|^expiresAt$)/u, /^[A-Za-z0-9_-]{43}$/u, /^[^\x00-\x1f\x7f-\x9f]{1,64}$/u, /^(lobby|[@#][a-z0-9][a-z0-9._-]{0,31})$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((((("type" in value && "token" in value) && "id" in value) && "name" in value) && "read" in value) && "write" in value) && Object.getOwnPropertyNames(value).every((unique_0, unique_1) => ((External[0].test(unique_0) || false)))) && ((((((((typeof value.type === "string" && value.type === "token.create") && (typeof value.token === "string" && External[1].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.name === "string" && External[2].test(value.name))) && typeof value.read === "boolean") && typeof value.write === "boolean") && (value.rooms === undefined || (!("rooms" in value) || (Array.isArray(value.rooms) && ((value.rooms.every((unique_2, index) => ((typeof unique_2 === "string" && External[3].test(unique_2)))) && value.rooms.length >= 1) && value.rooms.length <= 64))))) && (value.expiresAt === undefined || (!("expiresAt" in value) || (Number.isInteger(value.expiresAt) && (!((Number.isFinite(value.expiresAt) || typeof value.expiresAt === "bigint")) || (value.expiresAt >= 0 && value.expiresAt <= 8640000000000000)))))))));
return (value) => check_0(value);
})()],
["session.revoke", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[A-Za-z0-9_-]{22}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "token" in value) && "id" in value) && "session" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "session.revoke") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && ((((typeof value.session === "string" && External[1].test(value.session)) || (typeof value.session === "string" && value.session === "current")) || (typeof value.session === "string" && value.session === "all")) || (typeof value.session === "string" && value.session === "others"))))));
return (value) => check_0(value);
})()],
["password.start", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[A-Za-z0-9_-]{1,1024}$/u, /^[A-Za-z0-9_-]{1,1024}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "token" in value) && "id" in value) && "ke1" in value) && "request" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "password.start") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.ke1 === "string" && External[1].test(value.ke1))) && (typeof value.request === "string" && External[2].test(value.request))))));
return (value) => check_0(value);
})()],
["password.finish", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[A-Za-z0-9_-]{1,1024}$/u, /^[A-Za-z0-9_-]{1,1024}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "token" in value) && "id" in value) && "ke3" in value) && "record" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "password.finish") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.ke3 === "string" && External[1].test(value.ke3))) && (typeof value.record === "string" && External[2].test(value.record))))));
return (value) => check_0(value);
})()],
["accounts", (() => {
const External = [/(^type$|^token$|^id$|^after$)/u, /^[A-Za-z0-9_-]{43}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "token" in value) && "id" in value) && Object.getOwnPropertyNames(value).every((unique_0, unique_1) => ((External[0].test(unique_0) || false)))) && ((((typeof value.type === "string" && value.type === "accounts") && (typeof value.token === "string" && External[1].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (value.after === undefined || (!("after" in value) || (typeof value.after === "string" && External[2].test(value.after))))))));
return (value) => check_0(value);
})()],
["account.sessions", (() => {
const External = [/(^type$|^token$|^id$|^name$)/u, /^[A-Za-z0-9_-]{43}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "token" in value) && "id" in value) && Object.getOwnPropertyNames(value).every((unique_0, unique_1) => ((External[0].test(unique_0) || false)))) && ((((typeof value.type === "string" && value.type === "account.sessions") && (typeof value.token === "string" && External[1].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (value.name === undefined || (!("name" in value) || (typeof value.name === "string" && External[2].test(value.name))))))));
return (value) => check_0(value);
})()],
["account.revoke", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u, /^[A-Za-z0-9_-]{22}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "token" in value) && "id" in value) && "name" in value) && "session" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "account.revoke") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.name === "string" && External[1].test(value.name))) && ((typeof value.session === "string" && External[2].test(value.session)) || (typeof value.session === "string" && value.session === "all"))))));
return (value) => check_0(value);
})()],
["account.kick", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u, /^[^\x00-\x1f\x7f-\x9f]{0,500}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "token" in value) && "id" in value) && "name" in value) && "reason" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "account.kick") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.name === "string" && External[1].test(value.name))) && (typeof value.reason === "string" && External[2].test(value.reason))))));
return (value) => check_0(value);
})()],
["account.ban", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u, /^[^\x00-\x1f\x7f-\x9f]{0,500}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((((("type" in value && "token" in value) && "id" in value) && "name" in value) && "until" in value) && "reason" in value) && Object.getOwnPropertyNames(value).length === 6) && ((((((typeof value.type === "string" && value.type === "account.ban") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.name === "string" && External[1].test(value.name))) && ((Number.isInteger(value.until) && (!((Number.isFinite(value.until) || typeof value.until === "bigint")) || (value.until >= 0 && value.until <= 8640000000000000))) || value.until === null)) && (typeof value.reason === "string" && External[2].test(value.reason))))));
return (value) => check_0(value);
})()],
["account.unban", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "token" in value) && "id" in value) && "name" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "account.unban") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.name === "string" && External[1].test(value.name))))));
return (value) => check_0(value);
})()],
["account.admit", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "token" in value) && "id" in value) && "name" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "account.admit") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.name === "string" && External[1].test(value.name))))));
return (value) => check_0(value);
})()],
["account.role", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "token" in value) && "id" in value) && "name" in value) && "role" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "account.role") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.name === "string" && External[1].test(value.name))) && (value.role === "operator" || value.role === "member")))));
return (value) => check_0(value);
})()],
["account.reset", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "token" in value) && "id" in value) && "name" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "account.reset") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.name === "string" && External[1].test(value.name))))));
return (value) => check_0(value);
})()],
["invite.create", (() => {
const External = [/(^type$|^token$|^id$|^name$)/u, /^[A-Za-z0-9_-]{43}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "token" in value) && "id" in value) && Object.getOwnPropertyNames(value).every((unique_0, unique_1) => ((External[0].test(unique_0) || false)))) && ((((typeof value.type === "string" && value.type === "invite.create") && (typeof value.token === "string" && External[1].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (value.name === undefined || (!("name" in value) || (typeof value.name === "string" && External[2].test(value.name))))))));
return (value) => check_0(value);
})()],
["sign-up.change", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "token" in value) && "id" in value) && "mode" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "sign-up.change") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (((value.mode === "open" || value.mode === "approve") || value.mode === "invite") || value.mode === "closed")))));
return (value) => check_0(value);
})()],
["line.status", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "token" in value) && "id" in value) && Object.getOwnPropertyNames(value).length === 3) && (((typeof value.type === "string" && value.type === "line.status") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))))));
return (value) => check_0(value);
})()],
["line.pause", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "token" in value) && "id" in value) && "paused" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "line.pause") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && typeof value.paused === "boolean"))));
return (value) => check_0(value);
})()],
["line.log", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "token" in value) && "id" in value) && "count" in value) && "skip" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "line.log") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (Number.isInteger(value.count) && (!((Number.isFinite(value.count) || typeof value.count === "bigint")) || (value.count >= 1 && value.count <= 1000)))) && (Number.isInteger(value.skip) && (!((Number.isFinite(value.skip) || typeof value.skip === "bigint")) || (value.skip >= 0 && value.skip <= 1000)))))));
return (value) => check_0(value);
})()],
["line.stop", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[^\x00-\x1f\x7f-\x9f]{0,500}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "token" in value) && "id" in value) && "reason" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "line.stop") && (typeof value.token === "string" && External[0].test(value.token))) && (Number.isInteger(value.id) && (!((Number.isFinite(value.id) || typeof value.id === "bigint")) || (value.id >= 1 && value.id <= 2147483647)))) && (typeof value.reason === "string" && External[1].test(value.reason))))));
return (value) => check_0(value);
})()],
["pong", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("type" in value && "token" in value) && Object.getOwnPropertyNames(value).length === 2) && ((typeof value.type === "string" && value.type === "pong") && (typeof value.token === "string" && External[0].test(value.token))))));
return (value) => check_0(value);
})()],
["bye", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("type" in value && "token" in value) && Object.getOwnPropertyNames(value).length === 2) && ((typeof value.type === "string" && value.type === "bye") && (typeof value.token === "string" && External[0].test(value.token))))));
return (value) => check_0(value);
})()],
]),
server: new Map([
["hello", (() => {
const External = [/^[^\x00-\x1f\x7f-\x9f]{1,64}$/u, /^[A-Za-z0-9_-]{22}$/u, /^[^\x00-\x1f\x7f-\x9f]{1,64}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((((((("type" in value && "version" in value) && "server" in value) && "serverId" in value) && "name" in value) && "signUp" in value) && "bindings" in value) && "stretching" in value) && "limits" in value) && Object.getOwnPropertyNames(value).length === 9) && (((((((((typeof value.type === "string" && value.type === "hello") && Number.isInteger(value.version)) && (typeof value.server === "string" && External[0].test(value.server))) && (typeof value.serverId === "string" && External[1].test(value.serverId))) && (typeof value.name === "string" && External[2].test(value.name))) && (((value.signUp === "open" || value.signUp === "approve") || value.signUp === "invite") || value.signUp === "closed")) && (Array.isArray(value.bindings) && ((value.bindings.every((unique_0, index) => (((unique_0 === "tls-exporter" || unique_0 === "tls-server-end-point") || unique_0 === "none"))) && value.bindings.length >= 1) && value.bindings.length <= 3))) && ((typeof value.stretching === "object" && value.stretching !== null && !(Array.isArray(value.stretching))) && (((("iterations" in value.stretching && "memory" in value.stretching) && "parallelism" in value.stretching) && Object.getOwnPropertyNames(value.stretching).length === 3) && (((Number.isInteger(value.stretching.iterations) && (!((Number.isFinite(value.stretching.iterations) || typeof value.stretching.iterations === "bigint")) || value.stretching.iterations >= 1)) && (Number.isInteger(value.stretching.memory) && (!((Number.isFinite(value.stretching.memory) || typeof value.stretching.memory === "bigint")) || value.stretching.memory >= 8))) && (Number.isInteger(value.stretching.parallelism) && (!((Number.isFinite(value.stretching.parallelism) || typeof value.stretching.parallelism === "bigint")) || value.stretching.parallelism >= 1)))))) && ((typeof value.limits === "object" && value.limits !== null && !(Array.isArray(value.limits))) && (((("frameBytes" in value.limits && "textBytes" in value.limits) && "replayMessages" in value.limits) && Object.getOwnPropertyNames(value.limits).length === 3) && ((Number.isInteger(value.limits.frameBytes) && Number.isInteger(value.limits.textBytes)) && Number.isInteger(value.limits.replayMessages))))))));
return (value) => check_0(value);
})()],
["account.status", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "re" in value) && "exists" in value) && Object.getOwnPropertyNames(value).length === 3) && (((typeof value.type === "string" && value.type === "account.status") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && typeof value.exists === "boolean"))));
return (value) => check_0(value);
})()],
["register.response", (() => {
const External = [/^[A-Za-z0-9_-]{22}$/u, /^[A-Za-z0-9_-]{1,1024}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "re" in value) && "account" in value) && "response" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "register.response") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (typeof value.account === "string" && External[0].test(value.account))) && (typeof value.response === "string" && External[1].test(value.response))))));
return (value) => check_0(value);
})()],
["register.accepted", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("type" in value && "re" in value) && Object.getOwnPropertyNames(value).length === 2) && ((typeof value.type === "string" && value.type === "register.accepted") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))))));
return (value) => check_0(value);
})()],
["login.challenge", (() => {
const External = [/^[A-Za-z0-9_-]{22}$/u, /^[A-Za-z0-9_-]{1,1024}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "re" in value) && "account" in value) && "ke2" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "login.challenge") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (typeof value.account === "string" && External[0].test(value.account))) && (typeof value.ke2 === "string" && External[1].test(value.ke2))))));
return (value) => check_0(value);
})()],
["welcome", (() => {
const External = [/^[A-Za-z0-9_-]{43}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u, /^[A-Za-z0-9_-]{22}$/u, /^[A-Za-z0-9_-]{43}$/u, /^[A-Za-z0-9_-]{43}$/u, /^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u, /^[A-Za-z0-9_-]{22}$/u, /^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((((((((((("type" in value && "re" in value) && "proof" in value) && "name" in value) && "session" in value) && "deviceToken" in value) && "token" in value) && "grant" in value) && "epoch" in value) && "created" in value) && "role" in value) && "lastSeen" in value) && "rooms" in value) && Object.getOwnPropertyNames(value).length === 13) && (((((((((((((typeof value.type === "string" && value.type === "welcome") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && ((typeof value.proof === "string" && External[0].test(value.proof)) || value.proof === null)) && (typeof value.name === "string" && External[1].test(value.name))) && (typeof value.session === "string" && External[2].test(value.session))) && ((typeof value.deviceToken === "string" && External[3].test(value.deviceToken)) || value.deviceToken === null)) && (typeof value.token === "string" && External[4].test(value.token))) && (((typeof value.grant === "object" && value.grant !== null && !(Array.isArray(value.grant))) && ((((("read" in value.grant && "write" in value.grant) && "rooms" in value.grant) && "expiresAt" in value.grant) && Object.getOwnPropertyNames(value.grant).length === 4) && (((typeof value.grant.read === "boolean" && typeof value.grant.write === "boolean") && ((Array.isArray(value.grant.rooms) && (value.grant.rooms.every((unique_0, index) => ((typeof unique_0 === "string" && External[5].test(unique_0)))) && value.grant.rooms.length <= 64)) || value.grant.rooms === null)) && ((Number.isInteger(value.grant.expiresAt) && (!((Number.isFinite(value.grant.expiresAt) || typeof value.grant.expiresAt === "bigint")) || (value.grant.expiresAt >= 0 && value.grant.expiresAt <= 8640000000000000))) || value.grant.expiresAt === null)))) || value.grant === null)) && (typeof value.epoch === "string" && External[6].test(value.epoch))) && typeof value.created === "boolean") && (value.role === "operator" || value.role === "member")) && (((typeof value.lastSeen === "object" && value.lastSeen !== null && !(Array.isArray(value.lastSeen))) && ((("at" in value.lastSeen && "address" in value.lastSeen) && Object.getOwnPropertyNames(value.lastSeen).length === 2) && ((Number.isInteger(value.lastSeen.at) && (!((Number.isFinite(value.lastSeen.at) || typeof value.lastSeen.at === "bigint")) || (value.lastSeen.at >= 0 && value.lastSeen.at <= 8640000000000000))) && typeof value.lastSeen.address === "string"))) || value.lastSeen === null)) && (Array.isArray(value.rooms) && value.rooms.every((unique_1, index) => (((typeof unique_1 === "object" && unique_1 !== null && !(Array.isArray(unique_1))) && ((((((("room" in unique_1 && "kind" in unique_1) && "with" in unique_1) && "last" in unique_1) && "after" in unique_1) && "skipped" in unique_1) && Object.getOwnPropertyNames(unique_1).length === 6) && ((((((typeof unique_1.room === "string" && External[7].test(unique_1.room)) && (unique_1.kind === "lobby" || unique_1.kind === "direct")) && ((typeof unique_1.with === "string" && External[8].test(unique_1.with)) || unique_1.with === null)) && (Number.isInteger(unique_1.last) && (!((Number.isFinite(unique_1.last) || typeof unique_1.last === "bigint")) || (unique_1.last >= 0 && unique_1.last <= 9007199254740991)))) && (Number.isInteger(unique_1.after) && (!((Number.isFinite(unique_1.after) || typeof unique_1.after === "bigint")) || (unique_1.after >= 0 && unique_1.after <= 9007199254740991)))) && (Number.isInteger(unique_1.skipped) && (!((Number.isFinite(unique_1.skipped) || typeof unique_1.skipped === "bigint")) || (unique_1.skipped >= 0 && unique_1.skipped <= 9007199254740991)))))))))))));
return (value) => check_0(value);
})()],
["posted", (() => {
const External = [/^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((((("type" in value && "re" in value) && "room" in value) && "seq" in value) && "at" in value) && "away" in value) && Object.getOwnPropertyNames(value).length === 6) && ((((((typeof value.type === "string" && value.type === "posted") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (typeof value.room === "string" && External[0].test(value.room))) && (Number.isInteger(value.seq) && (!((Number.isFinite(value.seq) || typeof value.seq === "bigint")) || (value.seq >= 0 && value.seq <= 9007199254740991)))) && (Number.isInteger(value.at) && (!((Number.isFinite(value.at) || typeof value.at === "bigint")) || (value.at >= 0 && value.at <= 8640000000000000)))) && typeof value.away === "boolean"))));
return (value) => check_0(value);
})()],
["people", (() => {
const External = [/^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "re" in value) && "people" in value) && "more" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "people") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (Array.isArray(value.people) && value.people.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && (((("name" in unique_0 && "operator" in unique_0) && "since" in unique_0) && Object.getOwnPropertyNames(unique_0).length === 3) && (((typeof unique_0.name === "string" && External[0].test(unique_0.name)) && typeof unique_0.operator === "boolean") && (Number.isInteger(unique_0.since) && (!((Number.isFinite(unique_0.since) || typeof unique_0.since === "bigint")) || (unique_0.since >= 0 && unique_0.since <= 8640000000000000)))))))))) && (Number.isInteger(value.more) && (!((Number.isFinite(value.more) || typeof value.more === "bigint")) || value.more >= 0))))));
return (value) => check_0(value);
})()],
["history", (() => {
const External = [/^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u, /^[A-Za-z0-9_-]{22}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "re" in value) && "room" in value) && "messages" in value) && "more" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "history") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (typeof value.room === "string" && External[0].test(value.room))) && (Array.isArray(value.messages) && value.messages.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && ((((((("seq" in unique_0 && "mid" in unique_0) && "from" in unique_0) && "at" in unique_0) && "kind" in unique_0) && "text" in unique_0) && Object.getOwnPropertyNames(unique_0).length === 6) && ((((((Number.isInteger(unique_0.seq) && (!((Number.isFinite(unique_0.seq) || typeof unique_0.seq === "bigint")) || (unique_0.seq >= 0 && unique_0.seq <= 9007199254740991))) && (typeof unique_0.mid === "string" && External[1].test(unique_0.mid))) && (typeof unique_0.from === "string" && External[2].test(unique_0.from))) && (Number.isInteger(unique_0.at) && (!((Number.isFinite(unique_0.at) || typeof unique_0.at === "bigint")) || (unique_0.at >= 0 && unique_0.at <= 8640000000000000)))) && ((unique_0.kind === "text" || unique_0.kind === "action") || unique_0.kind === "announcement")) && typeof unique_0.text === "string"))))))) && typeof value.more === "boolean"))));
return (value) => check_0(value);
})()],
["history.place", (() => {
const External = [/^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "re" in value) && "room" in value) && "after" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "history.place") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (typeof value.room === "string" && External[0].test(value.room))) && (Number.isInteger(value.after) && (!((Number.isFinite(value.after) || typeof value.after === "bigint")) || (value.after >= 0 && value.after <= 9007199254740991)))))));
return (value) => check_0(value);
})()],
["sessions", (() => {
const External = [/^[A-Za-z0-9_-]{22}$/u, /^[^\x00-\x1f\x7f-\x9f]{1,64}$/u, /^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "re" in value) && "sessions" in value) && "more" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "sessions") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (Array.isArray(value.sessions) && value.sessions.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && (((((((((("session" in unique_0 && "device" in unique_0) && "address" in unique_0) && "createdAt" in unique_0) && "lastSeenAt" in unique_0) && "online" in unique_0) && "current" in unique_0) && "grant" in unique_0) && "endedAt" in unique_0) && Object.getOwnPropertyNames(unique_0).length === 9) && (((((((((typeof unique_0.session === "string" && External[0].test(unique_0.session)) && (typeof unique_0.device === "string" && External[1].test(unique_0.device))) && typeof unique_0.address === "string") && (Number.isInteger(unique_0.createdAt) && (!((Number.isFinite(unique_0.createdAt) || typeof unique_0.createdAt === "bigint")) || (unique_0.createdAt >= 0 && unique_0.createdAt <= 8640000000000000)))) && (Number.isInteger(unique_0.lastSeenAt) && (!((Number.isFinite(unique_0.lastSeenAt) || typeof unique_0.lastSeenAt === "bigint")) || (unique_0.lastSeenAt >= 0 && unique_0.lastSeenAt <= 8640000000000000)))) && typeof unique_0.online === "boolean") && typeof unique_0.current === "boolean") && (((typeof unique_0.grant === "object" && unique_0.grant !== null && !(Array.isArray(unique_0.grant))) && ((((("read" in unique_0.grant && "write" in unique_0.grant) && "rooms" in unique_0.grant) && "expiresAt" in unique_0.grant) && Object.getOwnPropertyNames(unique_0.grant).length === 4) && (((typeof unique_0.grant.read === "boolean" && typeof unique_0.grant.write === "boolean") && ((Array.isArray(unique_0.grant.rooms) && (unique_0.grant.rooms.every((unique_1, index) => ((typeof unique_1 === "string" && External[2].test(unique_1)))) && unique_0.grant.rooms.length <= 64)) || unique_0.grant.rooms === null)) && ((Number.isInteger(unique_0.grant.expiresAt) && (!((Number.isFinite(unique_0.grant.expiresAt) || typeof unique_0.grant.expiresAt === "bigint")) || (unique_0.grant.expiresAt >= 0 && unique_0.grant.expiresAt <= 8640000000000000))) || unique_0.grant.expiresAt === null)))) || unique_0.grant === null)) && ((Number.isInteger(unique_0.endedAt) && (!((Number.isFinite(unique_0.endedAt) || typeof unique_0.endedAt === "bigint")) || (unique_0.endedAt >= 0 && unique_0.endedAt <= 8640000000000000))) || unique_0.endedAt === null)))))))) && (Number.isInteger(value.more) && (!((Number.isFinite(value.more) || typeof value.more === "bigint")) || value.more >= 0))))));
return (value) => check_0(value);
})()],
["token.created", (() => {
const External = [/^[A-Za-z0-9_-]{22}$/u, /^[A-Za-z0-9_-]{43}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "re" in value) && "session" in value) && "secret" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "token.created") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (typeof value.session === "string" && External[0].test(value.session))) && (typeof value.secret === "string" && External[1].test(value.secret))))));
return (value) => check_0(value);
})()],
["revoked", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "re" in value) && "count" in value) && Object.getOwnPropertyNames(value).length === 3) && (((typeof value.type === "string" && value.type === "revoked") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (Number.isInteger(value.count) && (!((Number.isFinite(value.count) || typeof value.count === "bigint")) || value.count >= 0))))));
return (value) => check_0(value);
})()],
["password.challenge", (() => {
const External = [/^[A-Za-z0-9_-]{22}$/u, /^[A-Za-z0-9_-]{1,1024}$/u, /^[A-Za-z0-9_-]{1,1024}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "re" in value) && "account" in value) && "ke2" in value) && "response" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "password.challenge") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (typeof value.account === "string" && External[0].test(value.account))) && (typeof value.ke2 === "string" && External[1].test(value.ke2))) && (typeof value.response === "string" && External[2].test(value.response))))));
return (value) => check_0(value);
})()],
["password.changed", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "re" in value) && "revoked" in value) && Object.getOwnPropertyNames(value).length === 3) && (((typeof value.type === "string" && value.type === "password.changed") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (Number.isInteger(value.revoked) && (!((Number.isFinite(value.revoked) || typeof value.revoked === "bigint")) || value.revoked >= 0))))));
return (value) => check_0(value);
})()],
["accounts", (() => {
const External = [/^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "re" in value) && "accounts" in value) && "more" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "accounts") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (Array.isArray(value.accounts) && value.accounts.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && ((((((("name" in unique_0 && "role" in unique_0) && "online" in unique_0) && "pending" in unique_0) && "ban" in unique_0) && "createdAt" in unique_0) && Object.getOwnPropertyNames(unique_0).length === 6) && ((((((typeof unique_0.name === "string" && External[0].test(unique_0.name)) && (unique_0.role === "operator" || unique_0.role === "member")) && typeof unique_0.online === "boolean") && typeof unique_0.pending === "boolean") && (((typeof unique_0.ban === "object" && unique_0.ban !== null && !(Array.isArray(unique_0.ban))) && ((("until" in unique_0.ban && "reason" in unique_0.ban) && Object.getOwnPropertyNames(unique_0.ban).length === 2) && (((Number.isInteger(unique_0.ban.until) && (!((Number.isFinite(unique_0.ban.until) || typeof unique_0.ban.until === "bigint")) || (unique_0.ban.until >= 0 && unique_0.ban.until <= 8640000000000000))) || unique_0.ban.until === null) && typeof unique_0.ban.reason === "string"))) || unique_0.ban === null)) && (Number.isInteger(unique_0.createdAt) && (!((Number.isFinite(unique_0.createdAt) || typeof unique_0.createdAt === "bigint")) || (unique_0.createdAt >= 0 && unique_0.createdAt <= 8640000000000000)))))))))) && typeof value.more === "boolean"))));
return (value) => check_0(value);
})()],
["account.sessions", (() => {
const External = [/^[a-z0-9][a-z0-9._-]{0,31}$/u, /^[A-Za-z0-9_-]{22}$/u, /^[^\x00-\x1f\x7f-\x9f]{1,64}$/u, /^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "re" in value) && "sessions" in value) && "more" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "account.sessions") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (Array.isArray(value.sessions) && value.sessions.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && ((((((((((("name" in unique_0 && "session" in unique_0) && "device" in unique_0) && "address" in unique_0) && "createdAt" in unique_0) && "lastSeenAt" in unique_0) && "online" in unique_0) && "current" in unique_0) && "grant" in unique_0) && "endedAt" in unique_0) && Object.getOwnPropertyNames(unique_0).length === 10) && ((((((((((typeof unique_0.name === "string" && External[0].test(unique_0.name)) && (typeof unique_0.session === "string" && External[1].test(unique_0.session))) && (typeof unique_0.device === "string" && External[2].test(unique_0.device))) && typeof unique_0.address === "string") && (Number.isInteger(unique_0.createdAt) && (!((Number.isFinite(unique_0.createdAt) || typeof unique_0.createdAt === "bigint")) || (unique_0.createdAt >= 0 && unique_0.createdAt <= 8640000000000000)))) && (Number.isInteger(unique_0.lastSeenAt) && (!((Number.isFinite(unique_0.lastSeenAt) || typeof unique_0.lastSeenAt === "bigint")) || (unique_0.lastSeenAt >= 0 && unique_0.lastSeenAt <= 8640000000000000)))) && typeof unique_0.online === "boolean") && typeof unique_0.current === "boolean") && (((typeof unique_0.grant === "object" && unique_0.grant !== null && !(Array.isArray(unique_0.grant))) && ((((("read" in unique_0.grant && "write" in unique_0.grant) && "rooms" in unique_0.grant) && "expiresAt" in unique_0.grant) && Object.getOwnPropertyNames(unique_0.grant).length === 4) && (((typeof unique_0.grant.read === "boolean" && typeof unique_0.grant.write === "boolean") && ((Array.isArray(unique_0.grant.rooms) && (unique_0.grant.rooms.every((unique_1, index) => ((typeof unique_1 === "string" && External[3].test(unique_1)))) && unique_0.grant.rooms.length <= 64)) || unique_0.grant.rooms === null)) && ((Number.isInteger(unique_0.grant.expiresAt) && (!((Number.isFinite(unique_0.grant.expiresAt) || typeof unique_0.grant.expiresAt === "bigint")) || (unique_0.grant.expiresAt >= 0 && unique_0.grant.expiresAt <= 8640000000000000))) || unique_0.grant.expiresAt === null)))) || unique_0.grant === null)) && ((Number.isInteger(unique_0.endedAt) && (!((Number.isFinite(unique_0.endedAt) || typeof unique_0.endedAt === "bigint")) || (unique_0.endedAt >= 0 && unique_0.endedAt <= 8640000000000000))) || unique_0.endedAt === null)))))))) && (Number.isInteger(value.more) && (!((Number.isFinite(value.more) || typeof value.more === "bigint")) || value.more >= 0))))));
return (value) => check_0(value);
})()],
["kicked", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "re" in value) && "connections" in value) && Object.getOwnPropertyNames(value).length === 3) && (((typeof value.type === "string" && value.type === "kicked") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (Number.isInteger(value.connections) && (!((Number.isFinite(value.connections) || typeof value.connections === "bigint")) || value.connections >= 0))))));
return (value) => check_0(value);
})()],
["done", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("type" in value && "re" in value) && Object.getOwnPropertyNames(value).length === 2) && ((typeof value.type === "string" && value.type === "done") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))))));
return (value) => check_0(value);
})()],
["code.created", (() => {
const External = [/^[a-z0-9-]{1,64}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "re" in value) && "code" in value) && "address" in value) && "expiresAt" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "code.created") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (typeof value.code === "string" && External[0].test(value.code))) && typeof value.address === "string") && (Number.isInteger(value.expiresAt) && (!((Number.isFinite(value.expiresAt) || typeof value.expiresAt === "bigint")) || (value.expiresAt >= 0 && value.expiresAt <= 8640000000000000)))))));
return (value) => check_0(value);
})()],
["line.status", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((((("type" in value && "re" in value) && "address" in value) && "signUp" in value) && "paused" in value) && Object.getOwnPropertyNames(value).length === 5) && (((((typeof value.type === "string" && value.type === "line.status") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && typeof value.address === "string") && (((value.signUp === "open" || value.signUp === "approve") || value.signUp === "invite") || value.signUp === "closed")) && typeof value.paused === "boolean"))));
return (value) => check_0(value);
})()],
["line.log", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("type" in value && "re" in value) && "lines" in value) && "more" in value) && Object.getOwnPropertyNames(value).length === 4) && ((((typeof value.type === "string" && value.type === "line.log") && (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))) && (Array.isArray(value.lines) && value.lines.every((unique_0, index) => (typeof unique_0 === "string")))) && typeof value.more === "boolean"))));
return (value) => check_0(value);
})()],
["error", (() => {
const External = [/(^type$|^re$|^code$|^message$|^field$|^retryAfterMs$)/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "code" in value) && "message" in value) && Object.getOwnPropertyNames(value).every((unique_0, unique_1) => ((External[0].test(unique_0) || false)))) && ((((((typeof value.type === "string" && value.type === "error") && (value.re === undefined || (!("re" in value) || (Number.isInteger(value.re) && (!((Number.isFinite(value.re) || typeof value.re === "bigint")) || (value.re >= 1 && value.re <= 2147483647)))))) && ((((((((((((((((((((((((((value.code === "frame.invalid" || value.code === "frame.too-large") || value.code === "message.invalid") || value.code === "message.unexpected") || value.code === "version.unsupported") || value.code === "auth.failed") || value.code === "auth.token") || value.code === "auth.resume") || value.code === "auth.app-token") || value.code === "auth.pending") || value.code === "auth.banned") || value.code === "auth.throttled") || value.code === "sign-up.closed") || value.code === "sign-up.code") || value.code === "sign-up.name-taken") || value.code === "name.unknown") || value.code === "room.unknown") || value.code === "message.mid-reused") || value.code === "text.empty") || value.code === "text.too-long") || value.code === "session.unknown") || value.code === "token.name-taken") || value.code === "forbidden") || value.code === "storage.full") || value.code === "server.busy") || value.code === "server.stopping") || value.code === "internal")) && typeof value.message === "string") && (value.field === undefined || (!("field" in value) || typeof value.field === "string"))) && (value.retryAfterMs === undefined || (!("retryAfterMs" in value) || (Number.isInteger(value.retryAfterMs) && (!((Number.isFinite(value.retryAfterMs) || typeof value.retryAfterMs === "bigint")) || (value.retryAfterMs >= 0 && value.retryAfterMs <= 2147483647)))))))));
return (value) => check_0(value);
})()],
["message", (() => {
const External = [/^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u, /^[A-Za-z0-9_-]{22}$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((((((("type" in value && "room" in value) && "seq" in value) && "mid" in value) && "from" in value) && "at" in value) && "kind" in value) && "text" in value) && Object.getOwnPropertyNames(value).length === 8) && ((((((((typeof value.type === "string" && value.type === "message") && (typeof value.room === "string" && External[0].test(value.room))) && (Number.isInteger(value.seq) && (!((Number.isFinite(value.seq) || typeof value.seq === "bigint")) || (value.seq >= 0 && value.seq <= 9007199254740991)))) && (typeof value.mid === "string" && External[1].test(value.mid))) && (typeof value.from === "string" && External[2].test(value.from))) && (Number.isInteger(value.at) && (!((Number.isFinite(value.at) || typeof value.at === "bigint")) || (value.at >= 0 && value.at <= 8640000000000000)))) && ((value.kind === "text" || value.kind === "action") || value.kind === "announcement")) && typeof value.text === "string"))));
return (value) => check_0(value);
})()],
["room", (() => {
const External = [/^(lobby|@[0-9]{1,15}\.[0-9]{1,15})$/u, /^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("type" in value && "room" in value) && Object.getOwnPropertyNames(value).length === 2) && ((typeof value.type === "string" && value.type === "room") && ((typeof value.room === "object" && value.room !== null && !(Array.isArray(value.room))) && ((((((("room" in value.room && "kind" in value.room) && "with" in value.room) && "last" in value.room) && "after" in value.room) && "skipped" in value.room) && Object.getOwnPropertyNames(value.room).length === 6) && ((((((typeof value.room.room === "string" && External[0].test(value.room.room)) && (value.room.kind === "lobby" || value.room.kind === "direct")) && ((typeof value.room.with === "string" && External[1].test(value.room.with)) || value.room.with === null)) && (Number.isInteger(value.room.last) && (!((Number.isFinite(value.room.last) || typeof value.room.last === "bigint")) || (value.room.last >= 0 && value.room.last <= 9007199254740991)))) && (Number.isInteger(value.room.after) && (!((Number.isFinite(value.room.after) || typeof value.room.after === "bigint")) || (value.room.after >= 0 && value.room.after <= 9007199254740991)))) && (Number.isInteger(value.room.skipped) && (!((Number.isFinite(value.room.skipped) || typeof value.room.skipped === "bigint")) || (value.room.skipped >= 0 && value.room.skipped <= 9007199254740991))))))))));
return (value) => check_0(value);
})()],
["presence", (() => {
const External = [/^[a-z0-9][a-z0-9._-]{0,31}$/u];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("type" in value && "changes" in value) && Object.getOwnPropertyNames(value).length === 2) && ((typeof value.type === "string" && value.type === "presence") && (Array.isArray(value.changes) && value.changes.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && ((("name" in unique_0 && "online" in unique_0) && Object.getOwnPropertyNames(unique_0).length === 2) && ((typeof unique_0.name === "string" && External[0].test(unique_0.name)) && typeof unique_0.online === "boolean"))))))))));
return (value) => check_0(value);
})()],
["role", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("type" in value && "role" in value) && Object.getOwnPropertyNames(value).length === 2) && ((typeof value.type === "string" && value.type === "role") && (value.role === "operator" || value.role === "member")))));
return (value) => check_0(value);
})()],
["ping", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (("type" in value && Object.getOwnPropertyNames(value).length === 1) && (typeof value.type === "string" && value.type === "ping"))));
return (value) => check_0(value);
})()],
["bye", (() => {
const External = [];
const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("type" in value && "reason" in value) && "message" in value) && Object.getOwnPropertyNames(value).length === 3) && (((typeof value.type === "string" && value.type === "bye") && (((((((((value.reason === "left" || value.reason === "server.stopping") || value.reason === "kicked") || value.reason === "banned") || value.reason === "revoked") || value.reason === "replaced") || value.reason === "timeout") || value.reason === "protocol") || value.reason === "busy") || value.reason === "internal")) && typeof value.message === "string"))));
return (value) => check_0(value);
})()],
]),
};
