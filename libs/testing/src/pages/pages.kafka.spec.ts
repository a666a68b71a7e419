import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { freePort } from '../../../../deploy/kafka/free-port.mjs'
import { blocksOf, isShell, metBy, pagesOf, suiteOf } from './page-blocks.fixtures.ts'
import { makePlayground, type Playground } from './page-player.fixtures.ts'

jest.setTimeout(400_000)

let playground: Playground
beforeAll(async () => {
  const broker = process.env['CASE_TIMELINE_TEST_KAFKA'] ?? ''
  playground = await makePlayground([['operator:…@kafka-1.example:9093/?ssl=true&', `${broker}/?`]], await freePort())
})
afterAll(() => playground.end())

describe('the commands of a page that needs a broker, entered in their order in a fresh folder, print what the page says', () => {
  it.each(pagesOf('kafka'))('%s', async (page) => {
    const { played } = await playground.play(page, metBy('kafka'))
    expect(played).toBe(blocksOf(page).filter((block) => isShell(block) && ['pages', 'kafka'].includes(suiteOf(block) ?? '')).length)
  })
})
