/**
 * The offences that the law on trafficking of each country has, by its sections, as far as its headings were read or are
 * generally known: not what they consist of. A policy that does not have one of them leaves it open.
 */
export const NATIONAL_OFFENCES: Readonly<Record<string, readonly string[]>> = {
  // UU 21/2007: 2 to 12, and 19 to 24 of other offences that are connected with it; UU 1/2023 (KUHP): 455.
  ID: [
    ...['2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '19', '20', '21', '22', '23', '24'].map(
      (article) => `ID.UU21-2007.${article}`,
    ),
    'ID.UU1-2023.455',
  ],
  // The law of 2008: unlawful removal (9 to 11), recruitment (12), sale (13 to 15), transportation (16 to 18), receipt (19).
  KH: ['9', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19'].map((article) => `KH.LSHTSE2008.${article}`),
  MM: ['MM.LAW5-2005.24', 'MM.PSTIPL2022'],
  // Act 670 as of 2014 (zh.scribd.com/document/379602776).
  MY: ['12', '13', '14', '15', '15A', '18', '19', '20', '21', '22', '23', '24'].map((section) => `MY.ACT670.${section}`),
  // RA 9208 as amended by RA 10364 (de.scribd.com/presentation/369086453).
  PH: ['4', '4-A', '4-B', '4-C', '5', '6', '7', '11'].map((section) => `PH.RA9208.${section}`),
  SG: ['SG.PHTA2014.3'],
  TH: ['6', '6-1', '7', '8', '9'].map((section) => `TH.BE2551.${section}`),
  TL: ['163', '164', '165', '166'].map((article) => `TL.CP.${article}`),
  VN: ['VN.PC2015.150', 'VN.PC2015.151'],
}
