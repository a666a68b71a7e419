import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keysFolder, makeDataFolder } from './run-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'case-timeline-data-'))
})
afterAll(() => rm(folder, { recursive: true }))

const readableByOthers = async (path: string): Promise<boolean> => ((await stat(path)).mode & 0o066) !== 0

describe('the data folder', () => {
  it('is made so that other users cannot read it', async () => {
    await makeDataFolder(join(folder, 'new'))
    expect(await readableByOthers(join(folder, 'new'))).toBe(false)
  })

  it('of an earlier start is closed to other users, but no folder that is something else', async () => {
    const [ours, other] = [join(folder, 'ours'), join(folder, 'other')]
    for (const path of [ours, other, keysFolder(ours)]) await mkdir(path)
    for (const path of [ours, other]) await chmod(path, 0o755)
    await makeDataFolder(ours)
    await makeDataFolder(other)
    expect([await readableByOthers(ours), await readableByOthers(other)]).toEqual([false, true])
  })
})
