import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { newFolder, removeFolder } from './embedded-system.fixtures.ts'

/** A small disk, which is mounted for some processes only. */
export interface Disk {
  /** The folder at which those processes see it. */
  readonly path: string
  /** The same folder for all other processes. */
  readonly seenAt: string
  /** Leaves no byte free, also of what was freed since the last call. */
  fill(): Promise<void>
  free(): Promise<void>
}

const MEBIBYTE = Buffer.alloc(1024 * 1024)

const disk = (path: string, root: string): Disk => {
  const seenAt = `${root}${path}`
  const filler = join(seenAt, 'filler')
  return {
    path,
    seenAt,
    fill: async () => {
      const file = await open(filler, 'a')
      try {
        for (let size = MEBIBYTE.length; size >= 1;)
          await file.write(MEBIBYTE, 0, size).catch((error: NodeJS.ErrnoException) => {
            if (error.code !== 'ENOSPC') throw error
            size = Math.floor(size / 2)
          })
      } finally {
        await file.close()
      }
    },
    free: () => rm(filler),
  }
}

/** Root may mount; another user may in a namespace of users of its own. */
const NAMESPACE = process.getuid?.() === 0 ? ['-m'] : ['-U', '-m', '--map-current-user', '--keep-caps']
const ENTER = process.getuid?.() === 0 ? ['-m'] : ['-U', '-m', '--preserve-credentials']

/** A process that keeps the mounts as long as it runs. @throws with what is needed where nothing can be mounted */
const mounted = async (folder: string, sizes: Readonly<Record<string, string>>): Promise<ChildProcess> => {
  const mounts = Object.entries(sizes).map(([name, size]) => `mount -t tmpfs -o size=${size},mode=711 tmpfs ${folder}/${name}`)
  const holder = spawn('unshare', [...NAMESPACE, 'sh', '-c', [...mounts, 'echo mounted', 'exec sleep 86400'].join(' && ')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let error = ''
  holder.on('error', ({ message }) => (error += message))
  holder.stderr.on('data', (chunk) => (error += String(chunk)))
  const [outcome] = (await Promise.race([once(holder.stdout, 'data'), once(holder, 'close')])) as [unknown]
  if (String(outcome).trim() === 'mounted') return holder
  throw new Error(
    `a full disk cannot be tested here, because no small disk can be mounted (${error.trim()}): run this specification on Linux as root, or allow namespaces of users`,
  )
}

/** Mounts small disks, by name, that only the processes see which `runBy` starts. */
export const newDisks = async <N extends string>(sizes: Readonly<Record<N, string>>) => {
  const folder = await newFolder()
  const names = Object.keys(sizes) as N[]
  for (const name of names) await mkdir(join(folder, name))
  const holder = await mounted(folder, sizes)
  const root = `/proc/${holder.pid}/root`
  const disks = Object.fromEntries(names.map((name) => [name, disk(join(folder, name), root)])) as Record<N, Disk>
  return {
    disks,
    runBy: ['nsenter', '-t', String(holder.pid), ...ENTER, '--'],
    remove: async () => {
      holder.kill('SIGKILL')
      await once(holder, 'close')
      await removeFolder(folder)
    },
  }
}
