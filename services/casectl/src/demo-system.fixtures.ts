import { expect } from '@jest/globals'
import pg from 'pg'
import { playDemo, scenario } from './demo.ts'
import { run } from './index.ts'
import { type TestSystem, testSystem } from './test-system.fixtures.ts'

const DEMO = new URL('../../../deploy/demo/scam-compound.json', import.meta.url)

/** A stream that keeps what is written to it. */
export const captureStream = (): { stream: NodeJS.WritableStream; text: () => string } => {
  const chunks: string[] = []
  const stream = { write: (chunk: string) => chunks.push(chunk) > 0 } as unknown as NodeJS.WritableStream
  return { stream, text: () => chunks.join('') }
}

/** A system with the demo case, and casectl for it. */
export interface DemoSystem {
  readonly system: TestSystem
  readonly caseId: string
  /** Runs casectl with command line arguments against the system. */
  casectl(...args: readonly string[]): Promise<{ code: number; out: string; err: string }>
}

/** Starts a system and plays the demo case. */
export const demoSystem = async (): Promise<DemoSystem> => {
  const system = await testSystem()
  const demoScenario = await scenario(DEMO)
  for await (const { step } of playDemo(system, demoScenario)) expect(step).not.toBe('')
  return {
    system,
    caseId: demoScenario.caseId,
    async casectl(...args) {
      const [out, err] = [captureStream(), captureStream()]
      const code = await run(['--data', system.dataDir, ...args], {}, { out: out.stream, err: err.stream })
      return { code, out: out.text(), err: err.text() }
    },
  }
}

/** Runs SQL statements directly on a database, bypassing the services. @returns the rows of the last one */
export const inDatabase = async (url: string, statements: readonly string[]): Promise<readonly { name?: string }[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let rows: readonly { name?: string }[] = []
    for (const statement of statements) rows = (await client.query<{ name?: string }>(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}
