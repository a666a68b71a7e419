import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { ensureCompiled } from '../../../deploy/installation.mjs'

jest.setTimeout(120_000)

const LOCK = JSON.stringify({ name: 'sample', lockfileVersion: 3, packages: { '': { name: 'sample' } } })
const tsconfig = (...references: readonly string[]) =>
  JSON.stringify({
    extends: '../../tsconfig.base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo', composite: true },
    include: ['src'],
    references: references.map((path) => ({ path })),
  })

const { compilerOptions } = JSON.parse(readFileSync(new URL('../../../tsconfig.base.json', import.meta.url), 'utf8')) as {
  compilerOptions: Readonly<Record<string, unknown>>
}
const { noEmitOnError } = compilerOptions

const SAMPLE: Readonly<Record<string, string>> = {
  'package.json': '{"name":"sample","private":true,"type":"module"}',
  'package-lock.json': LOCK,
  'node_modules/.package-lock.json': LOCK,
  'tsconfig.json': '{"files":[]}',
  'tsconfig.base.json': JSON.stringify({ compilerOptions: { module: 'nodenext', target: 'es2023', types: [], noEmitOnError } }),
  'libs/greeting/package.json': '{"name":"greeting","type":"module"}',
  'libs/greeting/tsconfig.json': tsconfig(),
  'libs/greeting/src/greeting.ts': `export const greeting = 'good morning'\n`,
  'services/app/package.json': '{"name":"app","type":"module"}',
  'services/app/tsconfig.json': tsconfig('../../libs/greeting'),
  'services/app/src/main.ts': 'export const answer = 41\n',
}

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'case-timeline-compiled-'))
  for (const [name, text] of Object.entries(SAMPLE)) await write(name, text)
  expect(await ensureCompiled(root, 'services/app')).toBe(true)
})
afterAll(() => rm(root, { recursive: true }))

const write = async (name: string, text: string): Promise<void> => {
  await mkdir(dirname(join(root, name)), { recursive: true })
  await writeFile(join(root, name), text)
}
const read = (name: string) => readFile(join(root, name), 'utf8')
/** @returns whether the compiler ran for the next start, and that it does not run for the one after that */
const ranOnce = async (): Promise<boolean> => {
  const ran = await ensureCompiled(root, 'services/app')
  expect(await ensureCompiled(root, 'services/app')).toBe(false)
  return ran
}

describe('a start of casectl', () => {
  it('does not ask the compiler where nothing has changed', async () => expect(await ranOnce()).toBe(false))

  it('compiles an edited source, of the package and of one that it needs', async () => {
    await write('services/app/src/main.ts', 'export const answer = 42\n')
    expect(await ranOnce()).toBe(true)
    expect(await read('services/app/dist/main.js')).toContain('answer = 42')
    await write('libs/greeting/src/greeting.ts', `export const greeting = 'good evening'\n`)
    expect(await ranOnce()).toBe(true)
    expect(await read('libs/greeting/dist/greeting.js')).toContain('good evening')
  })

  it('compiles an edit of the same size and with an old time, as of a file that was moved back from a copy', async () => {
    const file = join(root, 'services/app/src/main.ts')
    const { atime, mtime } = await stat(file)
    await write('services/app/src/main.ts', 'export const answer = 43\n')
    await utimes(file, atime, mtime)
    expect(await ranOnce()).toBe(true)
    expect(await read('services/app/dist/main.js')).toContain('answer = 43')
  })

  it('compiles an added source, and asks the compiler after one was removed', async () => {
    await write('services/app/src/deep/added.ts', 'export const added = 1\n')
    expect(await ranOnce()).toBe(true)
    expect(await read('services/app/dist/deep/added.js')).toContain('added = 1')
    await rm(join(root, 'services/app/src/deep'), { recursive: true })
    expect(await ranOnce()).toBe(true)
  })

  it.each(['tsconfig.base.json', 'services/app/tsconfig.json', 'libs/greeting/package.json', 'node_modules/.package-lock.json'])(
    'asks the compiler after a change of %s',
    async (name) => {
      await write(name, `${await read(name)}\n`)
      expect(await ranOnce()).toBe(true)
    },
  )

  it('compiles with a setting that was changed', async () => {
    await write(
      'tsconfig.base.json',
      SAMPLE['tsconfig.base.json']!.replace('"types":[]', '"types":[],"removeComments":true,"sourceMap":true'),
    )
    expect(await ranOnce()).toBe(true)
    expect(await read('services/app/dist/main.js')).toContain('//# sourceMappingURL')
  })

  it.each(['services/app/dist', 'libs/greeting/dist'])('compiles again where %s is missing', async (name) => {
    await rm(join(root, name), { recursive: true })
    expect(await ranOnce()).toBe(true)
    expect((await stat(join(root, name))).isDirectory()).toBe(true)
  })

  it('notices output that something else has written since', async () => {
    await cp(join(root, 'services/app/dist/main.js'), join(root, 'services/app/dist/other.js'))
    expect(await ranOnce()).toBe(true)
  })

  it('does not start with sources that do not compile, also the second time, and leaves the output as it was', async () => {
    const before = await read('services/app/dist/main.js')
    await write('services/app/src/main.ts', 'export const answer: string = 44\n')
    for (const _ of ['first', 'second'])
      await expect(ensureCompiled(root, 'services/app')).rejects.toThrow(/not assignable[^]*correct the errors above/)
    expect(await read('services/app/dist/main.js')).toBe(before)
    await write('services/app/src/main.ts', 'export const answer = 45\n')
    expect(await ranOnce()).toBe(true)
    expect(await read('services/app/dist/main.js')).toContain('answer = 45')
  })
})
