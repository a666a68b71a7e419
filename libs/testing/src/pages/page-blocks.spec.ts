import { describe, expect, it } from '@jest/globals'
import {
  type Block,
  blocksIn,
  blocksOf,
  exitCodeOf,
  isPrinted,
  isShell,
  type Need,
  NEEDS,
  needsOf,
  PAGES,
  stepsOf,
  suiteOf,
  UNPLAYED,
} from './page-blocks.fixtures.ts'
import { isAsPrinted, isJsonAsPrinted } from './page-masks.fixtures.ts'

/** What the first line of a block may say, by its language: everything else would be taken for something it is not. */
const WORDS: Readonly<Record<string, RegExp>> = {
  sh: /^(stays|exit=[1-9]|needs=[\w,]+)$/,
  text: /^(printed|form)$/,
  json: /^printed$/,
}
/** Blocks that are no commands and no output. */
const OTHER_LANGUAGES = ['json', 'yaml', 'properties', 'http', 'mermaid']

const at = ({ page, line }: Block): string => `${page}:${line}`
const blocks = PAGES.flatMap(blocksOf)

describe('every block of a how-to', () => {
  it('has a language, and says nothing else but how it is played', () => {
    const wrong = blocks.filter(
      ({ language, words }) =>
        !words.every((word) => WORDS[language]?.test(word)) ||
        !(isShell({ language } as Block) || (language === 'text' && words.length === 1) || OTHER_LANGUAGES.includes(language)),
    )
    expect(wrong.map(at)).toEqual([])
  })

  it('of commands is played or names what it needs, by the words that show it', () => {
    const isShown = (need: string, { text }: Block) => Object.hasOwn(NEEDS, need) && NEEDS[need as Need].shownBy.test(text)
    const wrong = blocks.filter(isShell).filter((block) => !needsOf(block).every((need) => isShown(need, block)))
    expect(wrong.map(at)).toEqual([])
  })

  it('of commands is played by a suite, or is in the list of those that none plays', () => {
    const unplayed = blocks.filter((block) => isShell(block) && suiteOf(block) === undefined)
    const byPage = Object.fromEntries(PAGES.map((page) => [page, unplayed.filter((block) => block.page === page)]))
    const found = Object.entries(byPage).filter(([, ofPage]) => ofPage.length > 0)
    expect(found.map(([page, ofPage]) => [page, ofPage.map((block) => needsOf(block).join(','))])).toEqual(Object.entries(UNPLAYED))
  })

  it('of output follows a block of commands, and only one does', () => {
    const compared = PAGES.flatMap((page) => stepsOf(blocksOf(page)).flatMap(({ printed }) => (printed ? [at(printed)] : [])))
    expect(compared).toEqual(blocks.filter(isPrinted).map(at))
  })

  it('that goes on in a terminal of its own says when it is ready', () => {
    const wrong = PAGES.flatMap((page) => stepsOf(blocksOf(page))).filter(
      ({ command, printed }) => command.words.includes('stays') && !printed && needsOf(command).length === 0,
    )
    expect(wrong.map(({ command }) => at(command))).toEqual([])
  })

  it('is read with its indentation taken off, and with its line', () => {
    const page = '1. First:\n\n   ```sh exit=2 needs=docker\n   docker run\n     --rm\n   ```\n\n```text printed\nx\n```\n'
    const [command, printed] = blocksIn('page.md', page)
    expect(command).toEqual({ page: 'page.md', line: 3, language: 'sh', words: ['exit=2', 'needs=docker'], text: 'docker run\n  --rm\n' })
    expect([needsOf(command!), exitCodeOf(command!), exitCodeOf(printed!)]).toEqual([['docker'], 2, 0])
    expect(stepsOf([command!, printed!])).toEqual([{ command, printed }])
  })
})

describe('the output of a command', () => {
  it.each([
    ['recorded 3\nin 0.9 s', 'recorded 3\nin 12.4 s\n'],
    ['id 3f0a9f0e-1a55-4f0b-8f43-5b1c6c0d2e11', 'id 5f0a9f0e-1a55-4f0b-8f43-5b1c6c0d2e12'],
    ['at 2026-11-30T03:47:34.613Z', 'at 2026-12-01T00:00:00Z'],
    ['name   rows\nx         1', 'name          rows\nx                1'],
    ['first\n…\nlast', 'first\nsecond\nthird\nlast'],
    ['…\nlast', 'last'],
    ['first … of 3', 'first (2) of 3'],
    ['a.b (c)', 'a.b (c)'],
  ])('that a page gives as %j may be %j', (page, output) => expect(isAsPrinted(page, output)).toBe(true))

  it.each([
    ['recorded 3', 'recorded 4'],
    ['in 0.9 s', 'in 0.9 ms'],
    ['first\nlast', 'first\nsecond\nlast'],
    ['first\n…', 'second\nfirst'],
    ['first … of 3', 'first\nof 3'],
    ['on 2026-03-03T06:40:00+08:00', 'on 2026-03-04T06:40:00+08:00'],
    ['a.b', 'axb'],
    ['line', 'line\nanother'],
  ])('that a page gives as %j is not %j', (page, output) => expect(isAsPrinted(page, output)).toBe(false))

  it.each([
    ['{ "a": 1, "b": "…" }', '{"b":[2],"a":1}'],
    ['{ "a": 1, "…": "…" }', '{"a":1,"b":2,"c":3}'],
    ['[1, "…"]', '[1,2,3]'],
    ['{ "stream": "case-…" }', '{"stream":"case-7"}'],
  ])('that is JSON, and that a page gives as %j, may be %j', (page, output) => expect(isJsonAsPrinted(page, output)).toBe(true))

  it.each([
    ['{ "a": 1 }', '{"a":1,"b":2}'],
    ['{ "a": 1, "…": "…" }', '{"b":2}'],
    ['[1]', '[1,2]'],
    ['{ "a": "1" }', '{"a":1}'],
    ['{ "a": null }', '{}'],
    ['{}', 'no JSON'],
  ])('that is JSON, and that a page gives as %j, is not %j', (page, output) => expect(isJsonAsPrinted(page, output)).toBe(false))
})
