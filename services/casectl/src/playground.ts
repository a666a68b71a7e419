import { randomUUID } from 'node:crypto'
import type { Environment } from './client.ts'
import { environmentVariableOf, fullScenario } from './demo.ts'
import { type Screen, show } from './screen.ts'
import { issuerOf } from './token.ts'

/** The lifetime of the tokens: a working day. */
const VALID_SECONDS = 8 * 3_600

/**
 * Prints the environment variables of the playgrounds as shell commands: a token for each persona of the story, and new
 * references, so that each call starts a new story.
 * @throws Failure when no embedded system can sign tokens
 */
export const playground = async (screen: Screen, dataDir: string, env: Environment): Promise<void> => {
  const issuer = await issuerOf(dataDir, env)
  const { personas, refs } = await fullScenario()
  const tokens = Object.entries(personas).map(async ([name, { userId, agency, sector, roles }]) => {
    const token = await issuer.tokenFor({ userId, agencyId: agency, sector, roles }, VALID_SECONDS)
    return [`TOKEN_${environmentVariableOf(name)}`, token] as const
  })
  const ids = ['case', ...Object.keys(refs)].map((ref) => [environmentVariableOf(ref), randomUUID()] as const)
  const variables = Object.fromEntries([...ids, ...(await Promise.all(tokens))])
  show(screen, variables, () =>
    Object.entries(variables)
      .map(([name, value]) => `export ${name}=${value}`)
      .join('\n'),
  )
}
