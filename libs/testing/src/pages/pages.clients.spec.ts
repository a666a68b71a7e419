import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { blocksOf, isShell, metBy, pagesOf, suiteOf } from './page-blocks.fixtures.ts'
import { makePlayground, type Playground } from './page-player.fixtures.ts'

jest.setTimeout(400_000)

let playground: Playground
beforeAll(async () => {
  playground = await makePlayground()
  // It starts the system that the pages use.
  await playground.play('README.md')
})
afterAll(() => playground.end())

describe('the commands of a page that needs tools of clients, entered in their order in a fresh folder, print what the page says', () => {
  it.each(pagesOf('clients'))('%s', async (page) => {
    const { played } = await playground.play(page, metBy('clients'))
    expect(played).toBe(blocksOf(page).filter((block) => isShell(block) && ['pages', 'clients'].includes(suiteOf(block) ?? '')).length)
  })
})
