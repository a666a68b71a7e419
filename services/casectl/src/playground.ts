import { randomUUID } from 'node:crypto'
import type { Environment } from './client.ts'
import { asVariable, story } from './demo.ts'
import { type Screen, show } from './screen.ts'
import { issuerOf } from './token.ts'

/** A working day. */
const VALID_SECONDS = 8 * 3_600

/**
 * Prints what the playgrounds ask of the environment, as lines for a shell: a token for each persona of their story, and new
 * references, so that each time it is a story of its own.
 * @throws Failure where no embedded system signs tokens
 */
export const playground = async (screen: Screen, dataDir: string, env: Environment): Promise<void> => {
  const issuer = await issuerOf(dataDir, env)
  const { personas, refs } = await story()
  const tokens = Object.entries(personas).map(async ([name, { userId, agency, sector, roles }]) => {
    const token = await issuer.tokenFor({ userId, agencyId: agency, sector, roles }, VALID_SECONDS)
    return [`TOKEN_${asVariable(name)}`, token] as const
  })
  const ids = ['case', ...Object.keys(refs)].map((ref) => [asVariable(ref), randomUUID()] as const)
  const variables = Object.fromEntries([...ids, ...(await Promise.all(tokens))])
  show(screen, variables, () =>
    Object.entries(variables)
      .map(([name, value]) => `export ${name}=${value}`)
      .join('\n'),
  )
}
