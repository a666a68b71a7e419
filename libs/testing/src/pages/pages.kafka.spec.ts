import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { freePort } from '../../../../deploy/kafka/free-port.mjs'
import { makePlayground, type Playground } from './page-player.fixtures.ts'

jest.setTimeout(400_000)

let playground: Playground
beforeAll(async () => {
  playground = await makePlayground(await freePort())
})
afterAll(() => playground.end())

describe('the commands of a page that needs a broker, entered in their order in a fresh folder, print what the page says', () => {
  it('docs/how-to/run-a-local-kafka.md', async () => {
    const { played } = await playground.play('docs/how-to/run-a-local-kafka.md', ['kafka'])
    expect(played).toBe(3)
  })
})
