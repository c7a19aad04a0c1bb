"""Vaccines, by what they protect from: written out, cut short, and as people ask for them.

Sources: CDC, "Vaccine Acronyms and Abbreviations" (2024); UKHSA Green Book, chapter titles.
"""

from typing import Final

VACCINES: Final = """
hepatitis b | hepb | hbv | hep-b | engerix | engerix-b | heplisav | recombivax
hepatitis a | hepa | hav | hep-a | havrix | vaqta
influenza | seasonal flu | seasonal influenza | flu vaccination | influenza vaccination | iiv
    | iiv4 | qiv | laiv | flublok | fluzone
covid-19 | coronavirus | sars-cov-2 vaccine | coronavirus vaccine | covid shot | comirnaty
    | spikevax | covid-19 vaccine
human papillomavirus | 9vhpv | hpv9 | gardasil | cervarix
measles mumps rubella | measles, mumps and rubella | measles, mumps, rubella | mmr ii
measles mumps rubella varicella | mmrv | proquad
zoster vaccine | rzv | zostavax | herpes zoster vaccine | shingles shot | shingles jab
varicella | chickenpox | varivax
meningococcal | menacwy | menb | menc | bexsero | menveo | menquadfi
    | meningitis vaccine
pneumococcal | pcv | ppv | pcv7 | pcv15 | pcv21 | ppv23 | pneumo | pneumonia shot | pneumonia jab
tetanus diphtheria | tetanus booster | td booster | tetanus shot | tetanus jab
tetanus diphtheria pertussis | dtap | boostrix | adacel | tdap booster
poliomyelitis | polio | ipv | opv
haemophilus influenzae type b | hib
rotavirus | rv5 | rv1 | rotateq | rotarix
tick-borne encephalitis | tbe | fsme | tick borne encephalitis | tick vaccine
japanese encephalitis | ixiaro
yellow fever | yf | stamaril | yf-vax
typhoid | typhoid fever | vivotif | typhim
rabies | rabipur | verorab | imovax
respiratory syncytial virus | abrysvo | arexvy
bacillus calmette-guerin | bcg
smallpox | mpox | monkeypox | jynneos
"""
