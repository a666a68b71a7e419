import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { EXAMPLES, inPascalCase } from './programs.fixtures.ts'

const PROGRAMS = ['follow-events', 'sign-command', 'exchange-over-kafka']
const files = PROGRAMS.flatMap((name) => [`${name}.mts`, `${inPascalCase(name)}.java`, `${name}.py`, `${inPascalCase(name)}.cs`])
const textOf = (file: string): string => readFileSync(`${EXAMPLES}${file}`, 'utf8')
const page = readFileSync(`${EXAMPLES}../integrate-an-agency.md`, 'utf8')
const firstIntegration = readFileSync(`${EXAMPLES}../first-integration.md`, 'utf8')

/** The environment variables that a program reads. */
const settingsOf = (file: string): readonly string[] => {
  const text = textOf(file)
  const destructured = /const \{([^}]*)\} = process\.env/.exec(text)?.[1] ?? ''
  const inTypeScript = [...destructured.matchAll(/(?:^|,)\s*([A-Z_]+)/g)]
  const read = text.matchAll(
    /(?:env\[|env(?:iron)?\.get\(|environ\[|getenv\(|getOrDefault\(|containsKey\(|Setting\(|Optional\(|Variable\(|if )['"]([A-Z_]+)['"]/g,
  )
  return [...new Set([...inTypeScript, ...read].map(([, name = '']) => name))].toSorted()
}

describe('the example programs for integrators', () => {
  it('exist for each task in TypeScript, Java, Python and C#, and there are no others', () => {
    const present = readdirSync(EXAMPLES).filter((name) => name !== 'tsconfig.json' && name !== 'dist')
    expect(present.toSorted()).toEqual(files.toSorted())
  })

  it.each(files)('%s has fewer than 40 lines', (file) => expect(textOf(file).trimEnd().split('\n').length).toBeLessThan(40))

  it.each(files)('%s is linked from the page for integrators', (file) => expect(page).toContain(`](examples/${file})`))

  it.each(PROGRAMS)('%s reads the same settings in each language', (name) => {
    const [first = '', ...others] = files.filter((file) => file.startsWith(name) || file.startsWith(inPascalCase(name)))
    expect(settingsOf(first).length).toBeGreaterThan(1)
    for (const file of others) expect([file, settingsOf(file)]).toEqual([file, settingsOf(first)])
  })

  it.each(['follow-events.mts', 'sign-command.mts'])('%s gets all its settings on the page of the first integration', (file) => {
    const exported = [...firstIntegration.matchAll(/(?:^export | )([A-Z_]+)=/gm)].map(([, name]) => name)
    expect(settingsOf(file).filter((name) => !exported.includes(name))).toEqual([])
  })

  it.each(files.filter((file) => file.endsWith('.cs')))('%s imports nothing but .NET and Confluent.Kafka', (file) => {
    const imported = [...textOf(file).matchAll(/^(?:using|#:package) ([A-Z][\w.]*)/gm)].map(([, name = '']) => name)
    expect(imported.filter((name) => !/^(?:System(?:\.|$)|Confluent\.Kafka$)/.test(name))).toEqual([])
  })

  it.each(files.filter((file) => file.toLowerCase().startsWith('follow')))('%s reads the stream only, as the page says of each', (file) => {
    expect(textOf(file)).toContain('/events/stream?after=')
    expect(textOf(file)).not.toContain('/cases/')
  })

  it('are called on the pages with one kind of name for the file of the cursor, which Git ignores', () => {
    const called = [...`${page}${firstIntegration}`.matchAll(/(?:follow-events\.(?:py|mjs)|FollowEvents\.\w+) (\S+)/g)].map(
      ([, name = '']) => name,
    )
    const named = called.filter((name) => !name.startsWith('…'))
    expect(named.length).toBeGreaterThan(3)
    expect(named.filter((name) => !name.endsWith('.cursor'))).toEqual([])
    const ignored = readFileSync(`${EXAMPLES}../../../.gitignore`, 'utf8').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['*.cursor', '*.cursor.new']))
  })

  it('are run from the root of the repository, by paths that exist there', () => {
    const row = /^\| run with, from the root.*$/m.exec(page)?.[0] ?? ''
    const run = [...row.matchAll(/`(?:node|java|python3|dotnet run)[^`]*? (\S+\.(?:mjs|java|py|cs)) …`/g)].map(([, path = '']) => path)
    const sources = run.map((path) => path.replace(/dist\/(.*)\.mjs$/, '$1.mts'))
    expect(sources.filter((path) => !files.some((file) => path === `docs/how-to/examples/${file}`))).toEqual([])
    expect(new Set(sources.map((path) => extname(path)))).toEqual(new Set(['.mts', '.java', '.py', '.cs']))
  })
})
