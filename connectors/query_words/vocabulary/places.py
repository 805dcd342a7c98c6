# ruff: noqa: E501  (tables of words)
"""Words for places: countries in four languages and their own, people from there, cities, regions."""

#: Code | names | people and things from there, languages | cities.
COUNTRIES = """
AE | united arab emirates;uae;emirates;vereinigte arabische emirate;emirats arabes unis;emirats;emiratos arabes unidos;emiratos | emirati | dubai;abu dhabi;sharjah
AR | argentina;argentinien;argentine | argentinian;argentinisch;argentin;argentino | buenos aires;cordoba argentina;rosario
AT | austria;osterreich;oesterreich;autriche | austrian;osterreicher;osterreichisch;autrichien;austriaco | vienna;wien;vienne;viena;graz;linz;salzburg;innsbruck;klagenfurt
AU | australia;australien;australie | australian;aussie;australisch;australiano | sydney;melbourne;brisbane;perth;adelaide;canberra
BE | belgium;belgien;belgique;belgica;belgie | belgian;belgisch;belge;belga | brussels;brussel;bruxelles;bruselas;antwerp;antwerpen;anvers;ghent;gent;liege;leuven;namur;charleroi
BG | bulgaria;bulgarien;bulgarie | bulgarian;bulgarisch;bulgare;bulgaro | sofia;plovdiv;varna
BM | bermuda | bermudian | hamilton bermuda
BR | brazil;brasilien;bresil;brasil | brazilian;brasilianisch;bresilien;brasileno;brasilero | sao paulo;rio de janeiro;rio;brasilia;belo horizonte;porto alegre;curitiba
CA | canada;kanada | canadian;kanadisch;canadien;canadiense | toronto;montreal;vancouver;calgary;ottawa;quebec;ontario;edmonton;waterloo ontario;british columbia
CH | switzerland;schweiz;suisse;suiza;svizzera;confoederatio helvetica | swiss;schweizer;schweizerisch;suizo | zurich;geneva;genf;geneve;ginebra;basel;bale;basilea;bern;berne;berna;lausanne;lugano;zug;luzern;lucerne;winterthur;st gallen
CL | chile;chili | chilean;chilenisch;chilien;chileno | santiago de chile;santiago;valparaiso
CN | china;chine;prc;中国 | chinese;chinesisch;chinois;chino | 北京;上海;深圳;广州;beijing;peking;pekin;shanghai;schanghai;shenzhen;guangzhou;hangzhou;chengdu;wuhan
CO | colombia;kolumbien;colombie | colombian;kolumbianisch;colombien;colombiano | bogota;medellin;cali;barranquilla
CY | cyprus;zypern;chypre;chipre | cypriot;zypriotisch;chypriote;chipriota | nicosia;limassol;nikosia
CZ | czechia;czech republic;tschechien;tschechische republik;republique tcheque;tchequie;republica checa;chequia;cesko | czech;tschechisch;tcheque;checo | prague;prag;praga;praha;brno;ostrava
DE | germany;германия;ドイツ;德国;deutschland;allemagne;alemania;germania | german;deutsch;deutsche;deutscher;deutschen;allemand;allemande;aleman;alemana;alemanes;germans | berlin;munich;munchen;hamburg;hambourg;hamburgo;frankfurt;francfort;cologne;koln;colonia;stuttgart;dusseldorf;leipzig;dresden;dresde;hannover;hanover;nuremberg;nurnberg;bremen;dortmund;essen;bonn;karlsruhe;mannheim;walldorf;wolfsburg;bavaria;bayern;hesse;hessen;baden wurttemberg;nordrhein westfalen;nrw;saxony;sachsen;ludwigshafen;leverkusen;heidelberg;augsburg;ingolstadt;aachen;freiburg;munster;bielefeld;darmstadt;ulm;wiesbaden;potsdam;rostock;kiel
DK | denmark;danemark;dinamarca;danmark | danish;danisch;danois;danes;dane | copenhagen;kopenhagen;copenhague;kobenhavn;aarhus;odense;aalborg;billund
EE | estonia;estland;estonie;eesti | estonian;estnisch;estonien;estonio | tallinn;tartu
EG | egypt;agypten;egypte;egipto | egyptian;agyptisch;egyptien;egipcio | cairo;kairo;le caire;el cairo;alexandria egypt
ES | spain;spanien;espagne;espana;espania;spanje | spanish;spanisch;spanier;spanische;espagnol;espagnole;espanol;espanola;espanoles;spaniard;catalan | madrid;barcelona;barcelone;valencia;seville;sevilla;bilbao;malaga;zaragoza;saragossa;catalonia;cataluna;catalunya;andalusia;andalucia;basque country;pais vasco;alicante;palma de mallorca;mallorca;san sebastian
FI | finland;finnland;finlande;finlandia;suomi | finnish;finn;finns;finnisch;finlandais;finlandes | helsinki;espoo;tampere;turku;oulu
FR | france;frankreich;francia;frankrijk | french;franzosisch;franzosische;franzose;francais;francaise;frances;francesa;franceses | paris;lyon;marseille;toulouse;lille;bordeaux;nantes;strasbourg;strassburg;montpellier;rennes;grenoble;sophia antipolis;la defense;ile de france;nizza;provence;clermont ferrand
GB | united kingdom;uk;u k;great britain;britain;gb;england;scotland;wales;northern ireland;vereinigtes konigreich;grossbritannien;royaume uni;grande bretagne;angleterre;ecosse;reino unido;gran bretana;inglaterra;escocia;schottland | british;brit;brits;uk based;english companies;scottish;welsh;britisch;britannique;britanico;britanica;britische | london;londres;londra;manchester;birmingham;edinburgh;glasgow;leeds;bristol;liverpool;cardiff;belfast;oxford;cambridge;sheffield;newcastle;nottingham;the city of london;city of london;aberdeen;southampton;milton keynes
GR | greece;ελλαδα;griechenland;grece;grecia;hellas | greek;griechisch;grec;griego | αθηνα;athens;athen;athenes;atenas;thessaloniki
HK | hong kong;hongkong | hong konger | kowloon
HR | croatia;kroatien;croatie;croacia;hrvatska | croatian;kroatisch;croate;croata | zagreb;split;dubrovnik
HU | hungary;ungarn;hongrie;hungria;magyarorszag | hungarian;ungarisch;hongrois;hungaro | budapest;debrecen
ID | indonesia;indonesien;indonesie | indonesian;indonesisch;indonesien;indonesio | jakarta;bali;surabaya;bandung
IE | ireland;irland;irlande;irlanda;republic of ireland;eire | irish;irisch;irlandais;irlandes | dublin;cork;galway;limerick
IL | israel | israeli;israelisch;israelien | tel aviv;jerusalem;haifa;herzliya
IN | india;indien;inde;bharat | indian;indisch;indien;indio;indians | mumbai;bombay;delhi;new delhi;bangalore;bengaluru;hyderabad;chennai;pune;kolkata;gurgaon;gurugram;noida;ahmedabad
IS | iceland;island;islande;islandia | icelandic;islandisch;islandais;islandes | reykjavik
IT | italy;italien;italie;italia | italian;italians;italienisch;italienische;italiener;italiano;italiana | milan;milano;mailand;rome;roma;rom;turin;torino;florence;firenze;florenz;venice;venezia;venedig;naples;napoli;neapel;bologna;genoa;genova;genua;verona;modena;lombardy;lombardia;padova
JE | jersey;channel islands | | saint helier
JP | japan;japon;日本 | japanese;japanisch;japonais;japones | tokyo;tokio;東京;大阪;京都;osaka;kyoto;yokohama;nagoya;fukuoka;kobe
KE | kenya;kenia | kenyan;kenianisch;kenyan;keniano | nairobi;mombasa
KR | south korea;한국;korea;sudkorea;coree;coree du sud;corea;corea del sur;republic of korea | korean;south korean;koreanisch;coreen;coreano | seoul;busan;서울
LI | liechtenstein | | vaduz
LT | lithuania;litauen;lituanie;lituania;lietuva | lithuanian;litauisch;lituanien;lituano | vilnius;kaunas
LU | luxembourg;luxemburg;luxemburgo;letzebuerg | luxembourgish;luxemburgisch;luxembourgeois | luxembourg city
LV | latvia;lettland;lettonie;letonia;latvija | latvian;lettisch;letton;leton | riga
MT | malta;malte | maltese;maltesisch;maltais;maltes | valletta;sliema
MX | mexico;mexiko;mexique;mejico | mexican;mexikanisch;mexicain;mexicano;mexicana | mexico city;ciudad de mexico;cdmx;guadalajara;monterrey
MY | malaysia;malaisie;malasia | malaysian;malaysisch;malaisien;malasio | kuala lumpur;penang
NG | nigeria | nigerian;nigerianisch;nigerian;nigeriano | lagos;abuja
NL | netherlands;the netherlands;holland;niederlande;niederlanden;pays bas;hollande;paises bajos;holanda;nederland | dutch;niederlandisch;hollandisch;hollander;neerlandais;hollandais;holandes;nederlands | amsterdam;rotterdam;the hague;den haag;la haye;la haya;utrecht;eindhoven;groningen;delft;tilburg;breda;nijmegen;leiden
NO | norway;norwegen;norvege;noruega;norge | norwegian;norwegians;norwegisch;norvegien;noruego | oslo;bergen;trondheim;stavanger
NZ | new zealand;neuseeland;nouvelle zelande;nueva zelanda;aotearoa | new zealander;kiwi;neuseelandisch | auckland;wellington;christchurch
PE | peru;perou | peruvian;peruanisch;peruvien;peruano | lima;arequipa
PH | philippines;philippinen;filipinas | filipino;philippine;filipina | manila;cebu;makati
PL | poland;polen;pologne;polonia;polska | polish;polnisch;polonais;polaco;poles | warsaw;warschau;varsovie;varsovia;warszawa;krakow;cracow;krakau;cracovie;wroclaw;breslau;gdansk;danzig;poznan;posen;lodz;katowice;lublin
PT | portugal | portuguese;portugiesisch;portugais;portugues;portuguesa | lisbon;lissabon;lisbonne;lisboa;porto;oporto;braga;coimbra
RO | romania;rumanien;roumanie;rumania | romanian;rumanisch;roumain;rumano | bucharest;bukarest;bucarest;bucuresti;cluj;cluj napoca;timisoara;iasi
RS | serbia;serbien;serbie;srbija | serbian;serbisch;serbe;serbio | belgrade;belgrad;belgrado;beograd;novi sad
SA | saudi arabia;saudi;ksa;saudi arabien;saudiarabien;arabie saoudite;arabia saudi;arabia saudita | saudi arabian;saudis;saoudien | riyadh;riad;jeddah;dammam;neom
SE | sweden;schweden;suede;suecia;sverige | swedish;swede;swedes;schwedisch;suedois;sueco | stockholm;gothenburg;goteborg;malmo;uppsala;lund
SG | singapore;singapur;singapour | singaporean;singapurisch;singapourien | singapore city
SI | slovenia;slowenien;slovenie;eslovenia;slovenija | slovenian;slowenisch;slovene;esloveno | ljubljana;maribor
SK | slovakia;slowakei;slovaquie;eslovaquia;slovensko | slovak;slowakisch;slovaque;eslovaco | bratislava;kosice;pressburg
TH | thailand;thailande;tailandia | thai;thailandisch;thailandais;tailandes | bangkok;phuket
TR | turkey;turkiye;turkei;turquie;turquia | turkish;turkisch;turc;turque;turco | istanbul;ankara;izmir;antalya
TW | taiwan | taiwanese;taiwanesisch;taiwanais;taiwanes | taipei;taipeh;hsinchu
UA | ukraine;украина;україна;ucrania;ukraina | ukrainian;ukrainisch;ukrainien;ucraniano | киев;київ;kyiv;kiev;kiew;lviv;kharkiv;odesa;odessa
US | united states;united states of america;usa;u s;u s a;america;the states;vereinigte staaten;etats unis;estados unidos;amerika;eeuu;ee uu;amerique | american;americans;us based;amerikanisch;amerikaner;americain;americaine;americano;americana;estadounidense | new york;new york city;nyc;san francisco;sf;bay area;silicon valley;palo alto;los angeles;chicago;boston;seattle;austin;texas;california;florida;miami;atlanta;dallas;houston;denver;washington dc;washington;philadelphia;san diego;san jose;portland;detroit;minneapolis;phoenix;charlotte;nashville;salt lake city;las vegas;new jersey;massachusetts;illinois;ohio;pennsylvania;colorado;east coast;west coast;midwest;brooklyn;manhattan;pittsburgh;raleigh;new england;socal;norcal
UY | uruguay | uruguayan;uruguayisch;uruguayen;uruguayo | montevideo
VN | vietnam | vietnamese;vietnamesisch;vietnamien;vietnamita | hanoi;ho chi minh city;ho chi minh;saigon
ZA | south africa;sudafrika;afrique du sud;sudafrica;rsa | south african;sudafrikanisch;sud africain;sudafricano | johannesburg;cape town;kapstadt;le cap;ciudad del cabo;durban;pretoria
"""

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_EUROPE = _EU + " CH GB IS JE LI NO RS UA"
_MIDDLE_EAST = "AE SA IL"
_AFRICA = "ZA NG KE EG"
_APAC = "AU NZ JP KR CN HK TW SG MY TH VN PH ID IN"
_LATAM = "MX BR AR CL CO PE UY"
#: Codes | what the region is called.
REGIONS = f"""
DE AT CH | dach|d a ch|dach region|dach countries|german speaking|german speaking countries|german speaking europe|deutschsprachig|deutschsprachiger raum|gsa
SE NO DK FI IS | nordics|nordic|nordic countries|nordic region|the nordics|norden|nordische lander|pays nordiques|paises nordicos|nordeuropa
SE NO DK | scandinavia|scandinavian|skandinavien|skandinavisch|scandinavie|scandinave|escandinavia
BE NL LU | benelux|benelux countries|benelux lander
BE NL | low countries|belux and netherlands
BE LU | belux
ES PT | iberia|iberian peninsula|iberian|iberische halbinsel|peninsule iberique|peninsula iberica
EE LV LT | baltics|baltic|baltic states|baltikum|pays baltes|paises balticos|baltische staaten
GB IE | uk and i|uki|uk and ireland|british isles|uk ireland
{_EU} | eu|european union|eu27|eu countries|eu member states|europaische union|union europeenne|ue|union europea|e u|eu wide|eea
AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK | eurozone|euro zone|euro area|eurozona|euroraum
{_EUROPE} | europe|european|european countries|europa|europaisch|europaische|europaweit|europeen|europeenne|europeo|europea|continental europe and uk
{_EU} CH NO IS LI | continental europe|mainland europe|europe without uk
DE FR GB NL BE LU AT CH IE | western europe|westeuropa|europe de l ouest|europa occidental
ES PT IT GR MT CY | southern europe|sudeuropa|europe du sud|sur de europa|mediterranean|southern european
PL CZ SK HU RO BG SI HR RS EE LV LT UA | cee|central and eastern europe|eastern europe|central europe|osteuropa|mittel und osteuropa|europe de l est|europa del este|eastern european|central eastern europe
PL CZ SK HU | visegrad|v4|visegrad countries
HR RS SI BG GR RO | balkans|balkan|adriatic|south east europe
{_EUROPE} TR {_MIDDLE_EAST} {_AFRICA} | emea|europe middle east and africa
{_MIDDLE_EAST} EG | mena|middle east and north africa|middle east|naher osten|mittlerer osten|moyen orient|oriente medio|middle eastern
AE SA | gcc|gulf|gulf states|gulf region|golf staaten|pays du golfe
{_AFRICA} | africa|african|afrika|afrique
ZA NG KE | sub saharan africa|subsaharan africa
US CA | north america|north american|nordamerika|amerique du nord|norteamerica|na region|namer|noram|us and canada|us canada
{_LATAM} | latam|latin america|latin american|lateinamerika|amerique latine|america latina|latinoamerica
BR AR CL CO PE UY | south america|sudamerika|amerique du sud|sudamerica|south american
US CA {_LATAM} | americas|the americas|amer
{_APAC} | apac|asia pacific|asia|asian|asien|asie|apj|asien pazifik|asie pacifique|asia pacifico|japac
SG MY TH VN PH ID | asean|south east asia|southeast asia|sea region|sudostasien|asie du sud est|sudeste asiatico
CN HK TW | greater china|china hk taiwan
AU NZ | anz|australia and new zealand|oceania|australasia|ozeanien|oceanie
US GB CA AU NZ IE | english speaking|english speaking countries|anglosphere
FR BE CH LU CA | french speaking|francophone|francophonie
GB US | uk us|uk and us|us and uk
"""

#: Codes that nobody takes for a word, though written small.
SMALL_CODES = "fr ch nl pl dk fi pt cz gb ie lu hu ro gr jp cn kr sg hk nz mx br za ae vn tw ua sk uk usa bg lv lt".split()
#: Codes that count when written in capitals among other letters, and are words elsewhere.
CAPITAL_CODES = "DE ES BE SE AT IN NO AR AU CA CL CO ID IL IS IT LI MT MY NG PH RS SA SI TH TR CY KE PE EG UY JE BM US".split()
#: What "US", "DE" and the like stand for instead, in capitals or not.
NEVER_CODES = "it hr pr pe pm co ma ee".split()
