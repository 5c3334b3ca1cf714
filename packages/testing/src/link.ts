export * from './link/examples.ts'
export { type FakeLink, type FakeLinkOptions, openFakeLink } from './link/fake-link.ts'
export * from './link/reply.ts'
export { type ScriptedLink, scriptLink } from './link/scripted-link.ts'
