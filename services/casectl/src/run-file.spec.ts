import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unprivilegedUser } from '@case-timeline/embedded'
import { keysFolder, makeDataFolder } from './run-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'case-timeline-data-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Root's PostgreSQL runs as another user, whose group may pass through the folder. */
const CLOSED = process.getuid?.() === 0 ? 0o710 : 0o700
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

describe('the data folder', () => {
  it('is made, with the folders above it, so that other users can neither read nor enter it', async () => {
    const path = join(folder, 'above', 'new')
    await makeDataFolder(path)
    expect(await Promise.all([path, join(folder, 'above')].map(modeOf))).toEqual([CLOSED, CLOSED])
    const { uid, gid } = await stat(path)
    expect([uid, gid]).toEqual([process.getuid?.(), process.getuid?.() === 0 ? (await unprivilegedUser()).gid : process.getgid?.()])
  })

  it('of an earlier start is closed to other users, but no folder that is something else', async () => {
    const [ours, other] = [join(folder, 'ours'), join(folder, 'other')]
    for (const path of [ours, other, keysFolder(ours)]) await mkdir(path)
    for (const path of [ours, other]) await chmod(path, 0o755)
    await makeDataFolder(ours)
    await makeDataFolder(other)
    expect(await Promise.all([ours, other].map(modeOf))).toEqual([CLOSED, 0o755])
  })
})
