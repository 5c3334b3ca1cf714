import { randomUUID } from 'node:crypto'
import type { RestClient } from '@boss-deployer/client/rest'
import { clientChannels, restAnswers, toWire } from '@boss-deployer/protocol'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { askAndWait, waitAndClaim } from './asking.ts'

const name = z.string().min(1).max(200)
const uuid = z.uuid().describe('the uuid that request_approval told')
const commit = z.string().max(200).optional().describe('the commit that is to be approved')
const wait = z
  .number()
  .int()
  .min(0)
  .max(600)
  .default(50)
  .describe('how many seconds to wait for a person; ask again with wait_for_approval after that')

const textOf = (it: object, isError = false) => ({
  content: [{ type: 'text' as const, text: JSON.stringify(toWire(it)) }],
  isError,
})

/** The tools by which an agent asks for a person's press. None of them decides anything. */
export function mcpServer(client: RestClient, version: string): McpServer {
  const server = new McpServer({ name: 'boss-deployer', version }, { instructions: INSTRUCTIONS })
  server.registerTool(
    'request_approval',
    {
      title: 'Ask a person for approval',
      description:
        'Asks the boss to let a step that touches production go on, and waits. Go on only when "passed" is true.',
      inputSchema: {
        pipeline: name.describe('what asks, such as the project'),
        step: name.describe('what is to be done, such as "deploy to production"'),
        gate: name.optional().describe('the gate; leave it out when there is only one'),
        commit,
        message: z.string().max(2_000).optional().describe('what changes and why, for the person who decides'),
        request_id: name.optional().describe('the same id is the same question, also in a retry'),
        wait_seconds: wait,
      },
    },
    async ({ request_id, wait_seconds, pipeline, step, gate, message, ...more }, { signal }) => {
      const question = { pipeline, step, gate, message, commit: more.commit, requestId: request_id ?? randomUUID() }
      return textOf(await askAndWait(client, question, wait_seconds, signal))
    },
  )
  server.registerTool(
    'wait_for_approval',
    {
      title: 'Wait for the answer',
      description: 'Waits on for a request that was made before. Go on only when "passed" is true.',
      inputSchema: { uuid, commit, wait_seconds: wait },
      annotations: { idempotentHint: true },
    },
    async ({ wait_seconds, ...asked }, { signal }) =>
      textOf(await waitAndClaim(client, { uuid: asked.uuid, commit: asked.commit }, wait_seconds, signal)),
  )
  server.registerTool(
    'cancel_request',
    { title: 'Take a request back', description: 'Nobody is asked any more.', inputSchema: { uuid } },
    async (asked, { signal }) => {
      const { answer: schema } = clientChannels.cancel
      const done = await client.call('POST', `/locks/${asked.uuid}/cancel`, { body: {}, schema, signal })
      return done.ok ? textOf(done.value) : textOf(done.error, true)
    },
  )
  server.registerTool(
    'check_gate',
    {
      title: 'Look at the gates',
      description: 'How the gates stand: default asks for each step, released lets all pass, blocked lets none pass.',
      inputSchema: { gate: name.optional() },
      annotations: { readOnlyHint: true },
    },
    async ({ gate }, { signal }) => {
      const seen = await client.call('GET', '/gates', { schema: restAnswers.gates, signal })
      if (!seen.ok) return textOf(seen.error, true)
      return textOf({ gates: seen.value.gates.filter((it) => gate === undefined || it.gate === gate) })
    },
  )
  server.registerTool(
    'report',
    {
      title: 'Tell how it ended',
      description: 'Writes into the record how a step that passed has ended.',
      inputSchema: { uuid, outcome: z.enum(['succeeded', 'failed', 'stopped']) },
    },
    async ({ outcome, ...asked }, { signal }) => {
      const { answer: schema } = clientChannels.done
      const done = await client.call('POST', `/locks/${asked.uuid}/done`, { body: { outcome }, schema, signal })
      return done.ok ? textOf(done.value) : textOf(done.error, true)
    },
  )
  return server
}

const INSTRUCTIONS = `Before anything that touches production, call request_approval: a person presses a button or says no. Go on only when the
answer has "passed": true. Any other answer, also an error or none at all, is no approval. Nothing here can approve.`
