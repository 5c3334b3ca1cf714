import { restClient } from '@boss-deployer/client/rest'
import { exitCodes, routes } from '@boss-deployer/protocol'
import { type Command, command } from '../command/command.ts'
import { must, Problem } from '../command/problem.ts'
import { findAddress, where } from '../link/address.ts'

/** Roles that ask or look, and decide nothing. */
const harmless = ['pipeline', 'viewer']

export const mcp: Command = command({
  name: 'mcp',
  group: 'In a pipeline',
  about: 'let an AI agent ask for a person’s press (Model Context Protocol, on standard input and output)',
  more: 'Its token can ask and look; a token that can decide is refused, so that no agent approves itself.',
  examples: [{ command: 'boss mcp', about: 'as the command of an MCP server, with BOSS_URL and BOSS_TOKEN' }],
  args: {},
  options: { ...where },
  async run(context, input) {
    const address = findAddress(input, context.env, 'pipeline')
    const client = restClient(address)
    const { grants } = must(await client.call('GET', '/me', { schema: routes['GET /me'].answer }))
    const more = grants.filter(({ role }) => !harmless.includes(role))
    if (more.length > 0)
      throw new Problem({
        code: 'forbidden',
        message: `this token is also ${more.map(({ role }) => role).join(', ')}: an agent could decide with it`,
        next: 'give it one that only asks: boss token create --name agent --role pipeline',
      })
    const [{ mcpServer }, { StdioServerTransport }] = await Promise.all([
      import('../mcp/server.ts'),
      import('@modelcontextprotocol/sdk/server/stdio.js'),
    ])
    const server = mcpServer(client, '1')
    const ended = new Promise<void>((resolve) => {
      server.server.onclose = resolve
      context.signal.addEventListener('abort', () => resolve())
      process.stdin.once('end', () => resolve())
    })
    await server.connect(new StdioServerTransport())
    await ended
    await server.close()
    return exitCodes.passed
  },
})
