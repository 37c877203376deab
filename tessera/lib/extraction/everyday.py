"""Everyday words that would otherwise be taken for a plate, a name or an account."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Three letters, so “lives in WX51 and goes” is not read as the plate WX51 AND.
THREE_LETTERS = _words(
    """
    act add age ago aid aim air all and any are arm art ask ate bad bag ban bar bed big bit box boy bus but
    buy can car cry cut dad day did die dog due ear eat end eye far few fit for fun gap get got gun gym had
    has her hid him his hit hot how job key kid lad law lay led left leg let lie lot low man may men met mum
    nan new nor not now off old one our out own pay per pub put ran red rid run sad sat saw say sea see set
    she sit six son tax ten the too top toy try two use van via was way wet who why win won yes yet you jan
    feb mar apr jun jul aug sep oct nov dec mon tue wed thu fri sat sun
    """
)

# What follows a number and is no part of a plate: units, and words written in short.
AFTER_A_NUMBER = _words(
    """
    am pm mph kph km kg cc hp bhp gbp hr hrs min mins sec secs yr yrs ft mm cm st nd rd th nr kw tv uk mr mrs ms
    dr gb mb pc nb sb xs xl xxl
    """
)

# Given names and surnames that are also ordinary words: held names like these need their capital letter.
NAMES_TOO = _words(
    """
    angel art ash autumn bell bill black bob brown chance chase child cook crystal dawn day dean dear drew
    eve faith fox frank gay grace grant gray green guy harmony hope hunter iris ivy jack joy king lee long
    love mark may max melody mercy miles miller moss near nick noble page park parker pat penny pike pop
    price prince ray read rich robin rob rose ruby rusty sky smart star storm strong sue summer violet wade
    walker ward west white will wood worth young
    """
)

# What follows “known as”, “called” or “on Snapchat as” when no name does.
NOT_A_NAME = _words(
    """
    a about after again ambulance an and another any as asked at back because before being but by childline
    dad did everyone first for from had has he her here him his home how i if in into is it its just later
    me mum my nan no nobody not nothing of off on or our out over police round school she so social some
    someone something staff that the their them then there these they this those to unknown up us was we
    well were what when where which while who why with you your 999 101 111
    """
)

# What stands before a colon and is no site: “Address: 12.Quay”.
LABELS = _words(
    """
    address age area child client date day details email from id incident info know known landline location mobile
    name named no note notes number parent phone place plate postcode pupil re ref reference reg registration school
    see seen source student subject tel telephone time to update vehicle web website when where who
    """
)

# The end of a place's or a firm's name, which is written with capitals as people's are.
NOT_A_PERSONS = _words(
    """
    academy college high primary secondary junior infant nursery lodge house hall centre center club road street
    avenue lane close drive court park quay harbour hotel inn cafe coffee bar station hospital surgery clinic
    church services service team unit ltd limited taxis cabs town city estate beach market
    """
)

# Written with a capital, and not somebody's surname.
DAYS_AND_MONTHS = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december christmas easter
    """
)

# What is said of somebody's looks, two words at a time: “red hair and blue eyes”.
LOOKS = _words(
    """
    hair haired eyes eyed beard tattoo tattoos top jeans coat jacket hoodie cap hat trainers shoes glasses bag
    trousers shirt skirt dress car van bike short tall long dark light big small thin slim red blue black white
    grey green brown blonde blond pink
    """
)

# Middle names that are not on the list of first names with known forms.
MIDDLE_NAMES = _words("may rose grace marie louise jane lee lynn dawn jean hope faith joy")
