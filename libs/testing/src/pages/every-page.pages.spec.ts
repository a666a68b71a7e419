import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { blocksOf, isShell, PAGES } from './page-blocks.fixtures.ts'
import { makePlayground, type Played, type Playground } from './page-player.fixtures.ts'

jest.setTimeout(400_000)

let playground: Playground
const results = new Map<string, Played>()

beforeAll(async () => {
  playground = await makePlayground()
})
afterAll(async () => {
  const lines = [...results].map(([page, { played, left }]) => {
    const needs = Object.entries(left).map(([need, blocks]) => `${blocks} need ${need}`)
    return `${page}: ${[`${played} played`, ...needs].join(', ')}`
  })
  process.stderr.write(`${lines.join('\n')}\n`)
  await playground.end()
})

describe('the commands of a page, entered in their order in a fresh folder, print what the page says', () => {
  it.each(PAGES)('%s', async (page) => {
    const result = await playground.play(page)
    results.set(page, result)
    const left = Object.values(result.left).reduce((sum, blocks) => sum + blocks, 0)
    expect(result.played + left).toBe(blocksOf(page).filter(isShell).length)
  })
})
