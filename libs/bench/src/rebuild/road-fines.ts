import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** In the folder of CASE_TIMELINE_DATA. */
export const ROAD_FINES = 'logs/road-traffic-fines/Road_Traffic_Fine_Management_Process.xes.gz'

/**
 * The log of the management of road traffic fines, as a compressed XES file.
 * @param folder of CASE_TIMELINE_DATA
 * @throws if the folder does not have it
 */
export const roadFinesFile = (folder: string): string => {
  const file = join(folder, ROAD_FINES)
  if (!existsSync(file)) throw new Error(`${file} does not exist: CASE_TIMELINE_DATA has to name the folder that contains logs/`)
  return file
}

/**
 * How many events each trace of a log has, in the order of the file. It is read as a stream: decompressed, that of the fines
 * has 185 MB.
 * @param most traces, at most
 */
export async function* traceSizes(file: string, most: number): AsyncGenerator<number> {
  // What fails before the last stream ends that one, and so the loop.
  const text = pipeline(createReadStream(file), createGunzip(), () => undefined).setEncoding('utf8')
  let [rest, events, traces] = ['', 0, 0]
  for await (const chunk of text) {
    rest += String(chunk)
    const whole = rest.lastIndexOf('<')
    for (const [tag] of rest.slice(0, whole).matchAll(/<event>|<\/trace>/g)) {
      if (tag === '<event>') events += 1
      else {
        yield events
        traces += 1
        if (traces === most) return
        events = 0
      }
    }
    rest = rest.slice(whole)
  }
}
